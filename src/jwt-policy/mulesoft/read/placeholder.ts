import { quote } from '../../errors/index.js';

const PLACEHOLDER_KEYS = new Set([
  'empty',
  'unused',
  'text data',
  'changeme',
  'secret',
  'none',
  'n/a',
  'dummy',
  'placeholder',
]);
/** The secrets that the debugger of jwt.io fills in for HS256, HS384 and HS512; its older ones begin with `your-`. */
const SAMPLE_SECRET = /a-(valid-)?string-secret-(that-is-)?at-least-\d+-bits?-long/i;
/** Parts of the public keys of jwt.io, for RS, ES256, ES384 and ES512: their private keys stand beside them. */
const SAMPLE_PUBLIC_KEYS = [
  'u1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0',
  'EVs/o5+uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf86QZ7kOBIjJwqnzD1om',
  'C1uWSXj2czCDwMTLWV5BFmwxdM6PX9p+Pk9Yf9rIf374m5XP1U8q79dBhLSI',
  'gc4HZz+/fBbC7lmEww0AO3NK9wVZPDZ0VEnsaUFLEYpTzb90nITtJUcPUbvO',
];
const TEMPLATE = /\$?\{+[\w .:-]{1,64}\}+|<[\w .-]{1,64}>/;

function isSampleKey(text: string): boolean {
  const packed = text.replaceAll(/\\n|\s/g, '');
  return SAMPLE_SECRET.test(text) || SAMPLE_PUBLIC_KEYS.some((key) => packed.includes(key));
}

/** Whether a text key is one of those that are written where none is used: everybody knows them. */
export function isPlaceholderKey(text: string): boolean {
  const trimmed = text.trim();
  return (
    /your-[^ ]*(secret|certificate)/i.test(trimmed) ||
    isSampleKey(trimmed) ||
    PLACEHOLDER_KEYS.has(trimmed.toLowerCase()) ||
    isTemplate(trimmed)
  );
}

/** Whether the whole text is a template variable that nobody has filled in: `{shared secret}`. */
function isTemplate(text: string): boolean {
  return TEMPLATE.exec(text)?.[0] === text;
}

/** The template variable in a text that nobody has filled in, such as `{jwtUrl}`, or undefined. */
export function templateVariable(text: string): string | undefined {
  return TEMPLATE.exec(text)?.[0];
}

/** What is wrong with a text that has a template variable in it, or undefined. `isWithheld`: without the variable. */
export function unfilledProblem(text: string, isWithheld: boolean): string | undefined {
  const variable = templateVariable(text);
  const shown = isWithheld || variable === undefined ? '' : `${quote(variable)}, `;
  return variable && `holds ${shown}a template variable that nobody has filled in.`;
}

/** Whether a URL or an audience is the example that the user interface of MuleSoft fills in. */
export function isExampleValue(text: string): boolean {
  return text === 'aud.example.com' || text.includes('your-jwks-service.example');
}
