const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the URL names this machine, where plain HTTP cannot be overheard. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** A URL as it may be printed: without the query, which may hold an API key, and without user name and password. */
export function shownUrl(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z\d+.-]*:)?[/\\]*[^/\\]*@/i, '$1//');
}

/**
 * What is wrong with a URL of keys, in words, or undefined. Keys that are fetched over plain HTTP can be replaced on
 * the way by anybody.
 */
export function endpointProblem(text: string, allowInsecureHttp: boolean): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password.';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return 'must be an https:// URL.';
  if (isLoopback(url) || allowInsecureHttp) return undefined;
  return 'must be an https:// URL; plain http:// is accepted for this machine only, unless jwks.dangerouslyAllowInsecureHttp is true.';
}
