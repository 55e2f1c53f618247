import { quote } from '../errors/index.js';

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
const TEMPLATE = /\$?\{+[\w .:-]{1,64}\}+|<[\w .-]{1,64}>/;

/** Whether a text key is one of those that are written where none is used: everybody knows them. */
export function isPlaceholderKey(text: string): boolean {
  const trimmed = text.trim();
  return (
    /your-[^ ]*(secret|certificate)/i.test(trimmed) ||
    SAMPLE_SECRET.test(trimmed) ||
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

/** What to say of a text with a template variable in it, or undefined. */
export function unfilledProblem(text: string): string | undefined {
  const variable = templateVariable(text);
  return variable && `holds ${quote(variable)}, a template variable that nobody has filled in.`;
}

/** Whether a URL or an audience is the example that the user interface of MuleSoft fills in. */
export function isExampleValue(text: string): boolean {
  return text === 'aud.example.com' || text.includes('your-jwks-service.example');
}
