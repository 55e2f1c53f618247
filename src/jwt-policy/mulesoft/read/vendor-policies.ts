/** The ending that the assets of Flex Gateway have. */
const FLEX = '-flex';

/** The name of a policy, the same for API Manager and for Flex Gateway. */
export function baseName(name: string): string {
  return name.endsWith(FLEX) ? name.slice(0, -FLEX.length) : name;
}

const ADDRESSES = 'lets callers in, or keeps them out, by their address';
const PASSWORD = 'asks every caller for a user name and a password';
const TOKEN = 'asks every caller for an access token of another kind';
const CLIENT = 'asks every caller for the id of a client application, and mostly for its secret';
const RULES = 'lets calls in, or keeps them out, by rules of its own';

/** MuleSoft's policies that decide who may call, and what each of them does. */
const ACCESS_CONTROL: ReadonlyMap<string, string> = new Map([
  ['client-id-enforcement', CLIENT],
  ['rate-limiting-sla-based', CLIENT],
  ['rate-limiting-sla', CLIENT],
  ['throttling-sla-based', CLIENT],
  ['http-basic-authentication', PASSWORD],
  ['basic-authentication', PASSWORD],
  ['basic-authentication-simple', PASSWORD],
  ['basic-authentication-ldap', PASSWORD],
  ['ldap-authentication', PASSWORD],
  ['ldap-security-manager', PASSWORD],
  ['simple-security-manager', PASSWORD],
  ['ip-allowlist', ADDRESSES],
  ['ip-blocklist', ADDRESSES],
  ['ip-whitelist', ADDRESSES],
  ['ip-blacklist', ADDRESSES],
  ['oauth2-access-token-enforcement', TOKEN],
  ['oauth2-token-introspection', TOKEN],
  ['mule-oauth2-access-token-enforcement', TOKEN],
  ['external-oauth2-access-token-enforcement', TOKEN],
  ['openidconnect-access-token-enforcement', TOKEN],
  ['openid-connect-access-token-enforcement', TOKEN],
  ['openam-access-token-enforcement', TOKEN],
  ['pingfederate-access-token-enforcement', TOKEN],
  ['external-authorization', RULES],
  ['native-ext-authz', RULES],
  ['access-block', RULES],
  ['dataweave-request-filter', RULES],
  ['mcp-access-control', RULES],
  ['mcp-attribute-based-access-control', RULES],
]);

/** MuleSoft's policies that do not decide who may call: they limit, shape, protect or watch the calls of all alike. */
const NO_ACCESS_CONTROL: ReadonlySet<string> = new Set([
  'rate-limiting',
  'throttling',
  'spike-control',
  'circuit-breaker',
  'health-check',
  'http-caching',
  'response-timeout',
  'stream-idle-timeout',
  'upstream-idle-timeout',
  'idle-timeout',
  'traffic-management',
  'cors',
  'header-injection',
  'header-removal',
  'message-logging',
  'sse-logging',
  'tracing',
  'json-threat-protection',
  'xml-threat-protection',
  'injection-protection',
  'schema-validation',
  'tokenization',
  'detokenization',
  'credential-injection-basic-auth',
  'credential-injection-oauth2',
  'dataweave-body-transformation',
  'dataweave-headers-transformation',
  'native-aws-lambda',
]);

const THROTTLER = '@nestjs/throttler';
const VALIDATION = 'a ValidationPipe';
const INTERCEPTOR = 'an interceptor';

/** What does the same in Nest. */
const NEST_COUNTERPARTS: ReadonlyMap<string, string> = new Map([
  ['rate-limiting', THROTTLER],
  ['rate-limiting-sla', THROTTLER],
  ['rate-limiting-sla-based', THROTTLER],
  ['throttling', THROTTLER],
  ['throttling-sla-based', THROTTLER],
  ['spike-control', THROTTLER],
  ['cors', 'app.enableCors()'],
  ['health-check', '@nestjs/terminus'],
  ['http-caching', '@nestjs/cache-manager'],
  ['response-timeout', 'an interceptor with timeout() of rxjs'],
  ['header-injection', '@Header(), and helmet for security headers'],
  ['header-removal', INTERCEPTOR],
  ['message-logging', INTERCEPTOR],
  ['dataweave-body-transformation', INTERCEPTOR],
  ['dataweave-headers-transformation', INTERCEPTOR],
  ['tracing', 'OpenTelemetry'],
  ['json-threat-protection', "app.useBodyParser('json', { limit })"],
  ['injection-protection', VALIDATION],
  ['schema-validation', VALIDATION],
]);

/** What does the same in Nest, in words, or undefined where there is nothing ready. */
export function nestCounterpartOf(name: string): string | undefined {
  return NEST_COUNTERPARTS.get(baseName(name));
}

const LIKE_JWT_VALIDATION = /jwt[\s_-]*validation/i;

/** Whether MuleSoft has a policy of this name, with or without the ending of Flex. */
export function isVendorPolicy(name: string): boolean {
  return ACCESS_CONTROL.has(baseName(name)) || NO_ACCESS_CONTROL.has(baseName(name));
}

/** Whether a policy is known not to decide who may call. */
export function isNoAccessControl(name: string): boolean {
  return NO_ACCESS_CONTROL.has(baseName(name));
}

/** What a policy does to those who call, or may do, in words that follow its name and a colon. */
export function accessControlOf(name: string): string {
  if (LIKE_JWT_VALIDATION.test(name))
    return 'looks like this policy, which is called jwt-validation: correct the name if it is one';
  return (
    ACCESS_CONTROL.get(baseName(name)) ??
    "is none of MuleSoft's that are known here, and may decide who may call"
  );
}
