/** The host by which a server that listens on `host` is reached from this machine. */
export function reachableHost(host: string): string {
  // A server that listens everywhere is reached from here by the loopback address.
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}

/** Host and port of a server as they stand in a URL that reaches it: `127.0.0.1:3000`, `[::1]:3000`. */
export function reachableAddress(host: string, port: number): string {
  const reachable = reachableHost(host);
  return `${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
