const FORM = 'application/x-www-form-urlencoded';
/** What may stand in the query string; a secret may not (RFC 6749, section 2.3.1), URLs end up in logs. */
const ALLOWED = ['grant_type', 'client_id', 'scope'];
/**
 * Puts the parameters of the query string in front of the form the request carries: clients of a user pool may
 * send them in either place, oidc-provider reads the body only. A parameter sent in both arrives twice, and the
 * provider refuses it. Must run before anything reads the body.
 */
export function moveQueryIntoBody(request, query) {
    const sent = new URLSearchParams(query);
    const moved = new URLSearchParams([...sent].filter(([name]) => ALLOWED.includes(name)));
    if (moved.size === 0)
        return;
    const form = Buffer.from(`${moved.toString()}&`);
    request.unshift(form);
    const { headers } = request;
    headers['content-type'] ??= FORM;
    if (headers['transfer-encoding'] === undefined) {
        headers['content-length'] = String(Number(headers['content-length'] ?? 0) + form.length);
    }
}
