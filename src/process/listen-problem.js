import { ExplainedError } from './explained.error.js';
const explanations = {
    EADDRINUSE: ({ host, port, portVariable }) => `Port ${port} on ${host} is in use by another process. End that process, or choose another port with ${portVariable}.`,
    EACCES: ({ host, port, portVariable }) => `This user may not listen on port ${port} of ${host}. Choose a port above 1023 with ${portVariable}.`,
    EADDRNOTAVAIL: ({ host }, hostAdvice) => `${host} is not an address of this machine. ${hostAdvice}`,
    ENOTFOUND: ({ host }, hostAdvice) => `The host name ${host} is not known. ${hostAdvice}`,
    EAI_AGAIN: ({ host }, hostAdvice) => `The host name ${host} could not be looked up. ${hostAdvice}`,
};
/** Turns what `listen` failed with into a sentence for the operator; an error it does not know is returned as it is. */
export function explainListenProblem(error, address) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    const explain = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
    if (explain === undefined)
        return error;
    const hostAdvice = address.hostVariable
        ? `Set ${address.hostVariable} to an address of this machine, such as 127.0.0.1.`
        : 'The loopback interface of this machine must be up.';
    return new ExplainedError(explain(address, hostAdvice), { cause: error });
}
