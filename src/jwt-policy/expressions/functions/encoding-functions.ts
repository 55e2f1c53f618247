import { randomUUID } from 'node:crypto';
import { toJoinedText, toText } from '../evaluate/coercion.js';
import type { Frame, Site } from '../evaluate/frame.js';
import { KIND, TEXT } from '../evaluate/kind.js';
import { BASE_STEPS } from '../diagnostics/limits.js';
import type { Operand } from '../evaluate/operand.js';
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

/** Bytes are the text that they are in UTF-8, so that no other encoding can be meant. */
function assertUtf8(encoding: Operand | undefined): void {
  if (encoding === undefined) return;
  const { constant, site } = encoding;
  if (typeof constant?.value === 'string' && /^utf-?8$/i.test(constant.value)) return;
  throw site.error('UNSUPPORTED', 'The encoding is UTF-8.', 'Write "UTF-8", or leave it out of toString.');
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
    name: 'toBinary',
    module: 'dw::util::Coercions',
    parameters: [
      { name: 'text', kinds: KIND.String },
      { name: 'encoding', kinds: KIND.String },
    ],
    returns: KIND.String,
    whenNull: 'toBinary(null, "UTF-8"): error',
    bind: (args) => {
      const { run, site } = argument(args, 0);
      assertUtf8(args[1]);
      return (frame) => {
        const text = run(frame);
        if (typeof text !== 'string') throw site.wrongKind(text, KIND.String);
        return text;
      };
    },
  },
  {
    name: 'toString',
    module: 'dw::util::Coercions',
    parameters: [
      { name: 'value', kinds: TEXT | KIND.Boolean },
      { name: 'encoding', kinds: KIND.String, isOptional: true },
    ],
    returns: KIND.String,
    whenNull: 'toString(null): error',
    bind: (args) => {
      const { run, site } = argument(args, 0);
      assertUtf8(args[1]);
      return (frame) => toJoinedText(run(frame), frame, site);
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
