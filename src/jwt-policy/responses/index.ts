export {
  isResponseStyle,
  publicRefusal,
  retryAfter,
  type PublicRefusal,
  type RefusalResponse,
  type ResponseStyle,
} from './response-style.js';
export { refusedMessage, type RefusedMessage } from './refused-message.js';
export { respondTo, rfc6750Responses, type RefusalBody } from './rfc6750-responses.js';
