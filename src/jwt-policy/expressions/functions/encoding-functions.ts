import { randomUUID } from 'node:crypto';
import { toText } from '../evaluate/coercion.js';
import type { Frame, Site } from '../evaluate/frame.js';
import { KIND, TEXT } from '../evaluate/kind.js';
import { BASE_STEPS } from '../diagnostics/limits.js';
import { argument, type FunctionDefinition } from './function-definition.js';

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that Base64 stands for, or undefined where it is no Base64 of UTF-8. */
function decode(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (!BASE64.test(text) || bytes.toString('base64') !== text) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function chargeBytes(text: string, frame: Frame, site: Site): void {
  site.charge(frame, BASE_STEPS.bytes);
  site.chargeParsing(frame, text.length);
}

/** Base64, where bytes are the text that they are in UTF-8, and identifiers. */
export const ENCODING_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'toBase64',
    module: 'dw::core::Binaries',
    parameters: [{ name: 'text', kinds: TEXT }],
    returns: KIND.String,
    whenNull: 'toBase64(null): error',
    bind: (args, site) => {
      const { run, site: textSite } = argument(args, 0);
      return (frame) => {
        const text = toText(run(frame), frame, textSite);
        chargeBytes(text, frame, site);
        const encoded = Buffer.from(text, 'utf8').toString('base64');
        site.assertTextLength(encoded.length);
        return encoded;
      };
    },
  },
  {
    name: 'fromBase64',
    module: 'dw::core::Binaries',
    parameters: [{ name: 'text', kinds: KIND.String }],
    returns: KIND.String,
    whenNull: 'fromBase64(null): error',
    bind: (args, site) => {
      const { run, site: textSite } = argument(args, 0);
      return (frame) => {
        const text = run(frame);
        if (typeof text !== 'string') throw textSite.wrongKind(text, KIND.String);
        chargeBytes(text, frame, site);
        const decoded = decode(text);
        if (decoded === undefined) throw textSite.error('TYPE', 'The text is no Base64 of a UTF-8 text.');
        return decoded;
      };
    },
  },
  {
    name: 'uuid',
    module: 'dw::Core',
    parameters: [],
    returns: KIND.String,
    whenNull: 'takes nothing',
    isImpure: true,
    bind: (_args, site) => (frame) => {
      site.charge(frame, BASE_STEPS.random);
      return randomUUID();
    },
  },
];
