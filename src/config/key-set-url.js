const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/**
 * True for an absolute https:// URL, and for http:// on the loopback interface: keys that cross a network
 * unprotected could be exchanged on their way. Credentials in the URL are refused; they would end up in logs.
 */
export function isKeySetUrl(value) {
    if (typeof value !== 'string' || value !== value.trim() || !URL.canParse(value))
        return false;
    const { protocol, hostname, username, password } = new URL(value);
    if (username !== '' || password !== '')
        return false;
    return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}
