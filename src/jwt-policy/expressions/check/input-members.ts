import { describeMembers } from '../diagnostics/name-advice.js';
import type { Node } from '../syntax/ast.js';
import type { ExpressionContext, InputName } from './expression-context.js';
import type { CallAttributes } from '../../claims/index.js';
import { Site, type Evaluate, type Frame } from '../evaluate/frame.js';
import { ANY_JSON, KIND } from '../evaluate/kind.js';
import type { Operand } from '../evaluate/operand.js';
import { ownValue } from '../evaluate/selection.js';

interface Member {
  readonly kinds: number;
  readonly run: Evaluate;
  /** Reads a text that each evaluation takes apart or joins, so that its length is charged for. */
  readonly isMade?: true;
  /** Is in the spelling of the sender. */
  readonly isAsSent?: true;
}

const HEADERS = 'headers';

/** The two parts of what was sent: the path, and the query without its `?`. */
function partsOf({ rawRequestUri = '' }: CallAttributes): readonly [path: string, query: string] {
  const mark = rawRequestUri.indexOf('?');
  return mark < 0 ? [rawRequestUri, ''] : [rawRequestUri.slice(0, mark), rawRequestUri.slice(mark + 1)];
}

function requestUri(attributes: CallAttributes): string {
  const [, query] = partsOf(attributes);
  return query === '' ? attributes.requestPath : `${attributes.requestPath}?${query}`;
}

function text(run: Evaluate): Member {
  return { kinds: KIND.String, run };
}

function optionalText(run: Evaluate): Member {
  return { kinds: KIND.String | KIND.Null, run };
}

/** What is known of a call. A fixed list: the object itself is never searched. */
const ATTRIBUTES: ReadonlyMap<string, Member> = new Map<string, Member>([
  ['method', text(({ inputs }) => inputs.attributes.method)],
  ['requestPath', text(({ inputs }) => inputs.attributes.requestPath)],
  ['queryParams', { kinds: KIND.Object, run: ({ inputs }) => inputs.attributes.queryParams }],
  ['uriParams', { kinds: KIND.Object, run: ({ inputs }) => inputs.attributes.uriParams }],
  ['remoteAddress', text(({ inputs }) => inputs.attributes.remoteAddress)],
  ['scheme', text(({ inputs }) => inputs.attributes.scheme)],
  ['localAddress', text(({ inputs }) => inputs.attributes.localAddress ?? '')],
  ['version', text(({ inputs }) => inputs.attributes.version ?? '')],
  ['queryString', { ...text(({ inputs }) => partsOf(inputs.attributes)[1]), isMade: true }],
  ['requestUri', { ...text(({ inputs }) => requestUri(inputs.attributes)), isMade: true }],
  [
    'rawRequestPath',
    { ...text(({ inputs }) => partsOf(inputs.attributes)[0]), isMade: true, isAsSent: true },
  ],
  ['rawRequestUri', { ...text(({ inputs }) => inputs.attributes.rawRequestUri ?? ''), isAsSent: true }],
]);

/** What earlier policies have established. */
const AUTHENTICATION: ReadonlyMap<string, Member> = new Map<string, Member>([
  ['clientId', optionalText(({ inputs }) => inputs.authentication?.clientId ?? null)],
  ['clientName', optionalText(({ inputs }) => inputs.authentication?.clientName ?? null)],
  ['principal', optionalText(({ inputs }) => inputs.authentication?.principal ?? null)],
  [
    'properties',
    {
      kinds: KIND.Object | KIND.Null,
      run: ({ inputs }) => inputs.authentication?.properties ?? null,
    },
  ],
]);

const WHY_NOT: Readonly<Record<InputName, string>> = {
  vars: 'The claims are not there yet: the token is read and verified later.',
  attributes: 'The request is not at hand here.',
  authentication: 'What other policies have established is not at hand here.',
};

/** Whether a name is one of the inputs. */
export function isInputName(name: string): name is InputName {
  return name === 'vars' || name === 'attributes' || name === 'authentication';
}

/** Notes that an input is read, and refuses one that is not at hand. */
export function readInput(context: ExpressionContext, name: InputName, node: Node): void {
  if (!context.inputs.includes(name))
    throw context.error('INPUT_UNAVAILABLE', node, `${name} cannot be read here.`, WHY_NOT[name]);
  context.reads.add(name);
}

/** `vars.claimSet`, `attributes.method`, `authentication.clientId` and the like. */
export function inputMember(context: ExpressionContext, input: InputName, key: string, node: Node): Operand {
  readInput(context, input, node);
  if (input === 'vars') return variable(context, key, node);
  const members = input === 'attributes' ? ATTRIBUTES : AUTHENTICATION;
  const member = members.get(key);
  if (member !== undefined) return memberOperand(context, member, node);
  if (input === 'attributes' && key === 'clientCertificate')
    throw context.error(
      'UNSUPPORTED',
      node,
      'The certificate of the client is not known here.',
      'Check it where TLS ends, in front of this service.',
    );
  const known = [...members.keys(), ...(input === 'attributes' ? [HEADERS] : [])];
  throw context.error('UNKNOWN_NAME', node, `${input} has no ${key}.`, describeMembers(key, known));
}

function memberOperand(
  context: ExpressionContext,
  { kinds, run, isMade, isAsSent }: Member,
  node: Node,
): Operand {
  if (isAsSent === true)
    context.warn(
      `"${context.words(node)}" has the spelling of the sender: many spellings reach one handler. Compare attributes.requestPath instead.`,
    );
  if (isMade !== true) return context.operand(node, kinds, 'varies', run);
  const site = new Site(context.source, node);
  return context.operand(node, kinds, 'varies', (frame) => {
    const made = run(frame) as string;
    site.chargeText(frame, (frame.inputs.attributes.rawRequestUri ?? '').length + made.length);
    return made;
  });
}

function variable(context: ExpressionContext, key: string, node: Node): Operand {
  if (key === 'claimSet') {
    return context.operand(node, KIND.Object | KIND.Null, 'varies', (frame) => frame.inputs.claims ?? null);
  }
  context.warn(`"${context.words(node)}" is always null: the only variable here is vars.claimSet.`);
  return context.constant(node, null);
}

/** Whether a node is `attributes.headers`. */
export function isHeaders(node: Node, isFree: (name: string) => boolean): boolean {
  const owner = node.kind === 'select' || node.kind === 'index' ? node.target : undefined;
  return (
    owner?.kind === 'name' && owner.name === 'attributes' && isFree('attributes') && keyOf(node) === HEADERS
  );
}

/** The key of a selector, where it is written out. */
export function keyOf(node: Node): string | undefined {
  if (node.kind === 'select') return node.form === '.' ? node.key : undefined;
  if (node.kind !== 'index' || node.index.kind !== 'text' || node.index.parts.length !== 1) return undefined;
  const [part] = node.index.parts;
  return typeof part === 'string' ? part : undefined;
}

/** A header by its name in any case; several values are joined. */
export function readHeader(frame: Frame, name: string, site: Site): string | null {
  const value = ownValue(frame.inputs.attributes.headers, name);
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  const joined = value.join(', ');
  site.chargeText(frame, joined.length);
  return joined;
}

/** What the member of an input can hold. */
export function memberKinds(target: Node): number {
  return keyOf(target) === 'uriParams' ? KIND.String | KIND.Array | KIND.Null : ANY_JSON;
}
