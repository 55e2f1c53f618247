import { endpointProblem } from '../../keys/index.js';
import { JWKS_BOUNDS, type JwksOptions } from '../../options/index.js';
import type { ImportContext, KeyPart } from './import-context.js';
import type { ParameterName } from '../read/parameter-names.js';
import { isExampleValue, unfilledProblem } from '../read/placeholder.js';

/** What is wrong with the URL of a key set, in words that do not repeat it: it may hold a password. */
function urlProblem(url: string, allowInsecureHttp: boolean, isWithheld: boolean): string | undefined {
  const unfilled = unfilledProblem(url, isWithheld);
  if (unfilled !== undefined) return `${unfilled} Fill it in.`;
  const problem = endpointProblem(url, allowInsecureHttp);
  if (problem === undefined || endpointProblem(url, true) !== undefined) return problem;
  return 'must be https:// beyond this machine: over plain http:// anybody on the way can replace the keys. dangerouslyAllowInsecureHttp: true accepts that.';
}

function readUrls({ parameters, options }: ImportContext): readonly string[] {
  const { findings } = parameters;
  const where = parameters.at('jwksUrl');
  const text = parameters.text('jwksUrl') ?? '';
  const urls = [...new Set(text.split(',').map((url) => url.trim()))].filter((url) => url !== '');
  if (urls.length === 0 && !parameters.isUnset('jwksUrl'))
    findings.add('JWKS_URL_INVALID', where, 'is needed by jwtKeyOrigin jwks: the URL of the key set.');
  urls.forEach((url, index) => {
    const which = urls.length > 1 ? `URL ${index + 1} ` : '';
    const problem = urlProblem(
      url,
      options.dangerouslyAllowInsecureHttp === true,
      parameters.isWithheld(where),
    );
    if (problem !== undefined) findings.add('JWKS_URL_INVALID', where, `${which}${problem}`);
    else if (endpointProblem(url, false) !== undefined)
      findings.add(
        'INSECURE_HTTP',
        where,
        `${which}is fetched over plain http:// (dangerouslyAllowInsecureHttp: true).`,
      );
    if (isExampleValue(url)) findings.add('PLACEHOLDER', where, `${which}is the example of MuleSoft's form.`);
  });
  return urls;
}

interface Span {
  readonly fallback: number;
  /** What one of its unit is in that of the option. */
  readonly factor: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** A duration within the bounds that the key engine has; beyond them the nearest is taken, with a warning. */
function readSpan({ parameters }: ImportContext, name: ParameterName, span: Span): number {
  const value = parameters.number(name, span.fallback) * span.factor;
  const held = Math.round(Math.min(Math.max(value, span.min), span.max));
  const shown = parameters.shown(parameters.at(name), `${held} ${span.unit}`);
  if (held === value) parameters.exact(name, `${shown}.`);
  else
    parameters.findings.add(
      'VALUE_CLAMPED',
      parameters.at(name),
      `becomes ${held} ${span.unit}: ${span.min} to ${span.max} ${span.unit} are possible here.`,
    );
  return held;
}

/** A published key set: jwksUrl, jwksServiceTimeToLive in minutes, jwksServiceConnectionTimeout in milliseconds. */
export function convertJwks(context: ImportContext): KeyPart {
  const { parameters, options } = context;
  const { findings } = parameters;
  const where = parameters.at('jwksUrl');
  const urls = readUrls(context);
  const minutes = { fallback: 60, factor: 60, ...JWKS_BOUNDS.timeToLiveSeconds, unit: 'seconds' };
  const milliseconds = { fallback: 10_000, factor: 1, ...JWKS_BOUNDS.timeoutMs, unit: 'milliseconds' };
  const jwks: JwksOptions = {
    timeToLiveSeconds: readSpan(context, 'jwksServiceTimeToLive', minutes),
    timeoutMs: readSpan(context, 'jwksServiceConnectionTimeout', milliseconds),
    ...(options.dangerouslyAllowInsecureHttp === true && { dangerouslyAllowInsecureHttp: true }),
    ...(parameters.isWithheld(where) && { shownAs: parameters.shown(where, '') }),
  };
  parameters.exact('jwtKeyOrigin', 'Keys come from published key sets.');
  parameters.exact('jwksUrl', `${urls.length} key set(s), fetched ahead of time and kept through an outage.`);
  findings.add(
    'STRICT_KID',
    where,
    'A token must name a key of the set by its kid; one without kid passes only where the set has a single key. MuleSoft does not say what it does.',
  );
  findings.add(
    'STRICT_STALE',
    where,
    'An expired key set serves for one hour while its service is down, then calls get 503; MuleSoft names no limit.',
  );
  return { jwksUri: urls, jwks, allowMissingKid: true };
}
