/** The default port of the token command. */
const DEFAULT_ISSUER_PORT = '3001';

const ORDER = '{"item":"book","quantity":1}';

/** Lines to paste into a second terminal: a token of the local issuer, a call it may make and one it may not. */
export function tryNext(serviceUrl: string, localIssuer: string): string {
  const elsewhere = new URL(localIssuer).port === DEFAULT_ISSUER_PORT ? '' : ` --issuer ${localIssuer}`;
  return `
Try next, in a second terminal:

    TOKEN=$(npm run -s token -- --scope mule-api/api_read${elsewhere})
    curl -i -H "Authorization: Bearer $TOKEN" ${serviceUrl}/orders            # 200
    curl -i -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '${ORDER}' ${serviceUrl}/orders   # 403 insufficient_scope
`;
}

/** The same for policies of a file whose keys are the local issuer's: what they let through is the file's business. */
export function tryNextWithPolicies(serviceUrl: string, localIssuer: string): string {
  return tryNext(serviceUrl, localIssuer).replaceAll(/ +# .*$/gm, '');
}

/** The same for an issuer the service does not run: getting a token is its operator's business. */
export function tryNextElsewhere(serviceUrl: string): string {
  return `
Try next, in a second terminal, with an access token of that issuer in TOKEN:

    curl -i ${serviceUrl}/health
    curl -i -H "Authorization: Bearer $TOKEN" ${serviceUrl}/orders
`;
}
