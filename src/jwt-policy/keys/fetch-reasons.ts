const UNTRUSTED =
  'this machine does not trust the certificate of the server; NODE_EXTRA_CA_CERTS names the file of a CA';

/** What the codes of failed connections say of a host. */
const REASONS: ReadonlyMap<string, (host: string) => string> = new Map(
  Object.entries({
    ECONNREFUSED: (host: string) => `nothing listens at ${host}`,
    ECONNRESET: () => 'the server closed the connection before the end of its answer',
    UND_ERR_SOCKET: () => 'the server closed the connection before the end of its answer',
    ETIMEDOUT: (host: string) => `nothing answers at ${host}`,
    UND_ERR_CONNECT_TIMEOUT: (host: string) => `nothing answers at ${host}`,
    ENOTFOUND: (host: string) => `the host name of ${host} is unknown`,
    EAI_AGAIN: (host: string) => `the host name of ${host} cannot be looked up at present`,
    ERR_SSL_WRONG_VERSION_NUMBER: (host: string) => `the server does not speak TLS at ${host}`,
    ERR_SSL_PACKET_LENGTH_TOO_LONG: (host: string) => `the server does not speak TLS at ${host}`,
    DEPTH_ZERO_SELF_SIGNED_CERT: () => UNTRUSTED,
    SELF_SIGNED_CERT_IN_CHAIN: () => UNTRUSTED,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: () => UNTRUSTED,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: () => UNTRUSTED,
    CERT_HAS_EXPIRED: () => 'the certificate of the server has expired',
    ERR_TLS_CERT_ALTNAME_INVALID: (host: string) => `the certificate of the server is not for ${host}`,
  }),
);

/** The reason of a failed fetch for people: a code such as `ECONNREFUSED` in words, anything else as it is. */
export function reasonInWords(reason: string, url: string): string {
  const words = REASONS.get(reason)?.(new URL(url).host);
  return words === undefined ? reason : `${words} (${reason})`;
}
