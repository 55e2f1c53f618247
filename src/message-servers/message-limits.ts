/** The longest message that is read, as Express limits the body of a call. In bytes; over TCP in characters. */
export const MAX_MESSAGE_LENGTH = 100 * 1024;
