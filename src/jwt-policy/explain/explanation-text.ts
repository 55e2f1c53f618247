import { type LikelyCause, singleLine } from '../errors/index.js';
import type { ExplainedStep } from '../policy/index.js';
import type { CallExplanation, CallOutcome, ExplainedRoute } from './call-explanation.js';
import { markDifferences } from './mark-difference.js';
import { timeText } from './relative-times.js';
import { painter, wrap, type Paint, type TextStyle } from './text-lines.js';

/** How an explanation is written. */
export interface ExplanationTextOptions {
  /** The width of a line. @default 100 */
  readonly columns?: number;
  /** Styles of a terminal beside the words. @default false */
  readonly colours?: boolean;
}

const MAX_VALUE_CHARACTERS = 300;
const LABEL = 13;

const OUTCOME_STYLES: Readonly<Record<CallOutcome, TextStyle>> = {
  granted: 'good',
  anonymous: 'good',
  public: 'good',
  refused: 'bad',
  undecided: 'unsure',
  'not-guarded': 'unsure',
  'route-unknown': 'unsure',
  'route-ambiguous': 'unsure',
};

const MENDERS = {
  caller: 'the caller (whoever writes or configures the client)',
  issuer: 'the issuer (whoever configures the identity provider)',
  operator: 'the operator (whoever configures this service)',
} as const;

/** Writes one explanation. */
class ExplanationWriter {
  private readonly lines: string[] = [];
  private readonly severalPolicies: boolean;

  constructor(
    private readonly explanation: CallExplanation,
    private readonly columns: number,
    private readonly paint: Paint,
  ) {
    const names = explanation.steps.flatMap(({ policy }) => policy ?? []);
    this.severalPolicies = new Set(names).size > 1;
  }

  write(): string {
    const { sentence, outcome, cause, candidates, notes } = this.explanation;
    this.lines.push(
      ...wrap('', singleLine(sentence), this.columns).map((line) =>
        this.paint(OUTCOME_STYLES[outcome], line),
      ),
    );
    this.writeCall();
    for (const step of this.withOutcome('refused').slice(0, 1)) this.writeStep(step);
    if (cause !== undefined) {
      this.labelled('cause', `${cause.sentence}.`);
      this.labelled('mender', menderText(cause));
    }
    for (const note of notes) this.labelled('note', note);
    this.writeCandidates(candidates);
    this.writeLadder();
    this.writeAnswer();
    return `${this.lines.join('\n').trimEnd()}\n`;
  }

  private labelled(label: string, text: string): void {
    this.lines.push(...wrap(label.padEnd(LABEL), singleLine(text), this.columns));
  }

  private writeCall(): void {
    const { call, route } = this.explanation;
    // Without a route, the first sentence names the call.
    const text = route === undefined ? [] : wrap('', singleLine(callText(call, route)), this.columns);
    this.lines.push(...text, '');
  }

  private writeStep({ step, policy, expected, detail, ...rest }: ExplainedStep): void {
    this.labelled('step', this.nameOf({ step, policy }));
    this.labelled('expected', expected);
    if ('found' in rest) this.writeFound(step, expected, rest.found);
    else if (detail !== undefined) this.labelled('found', detail);
    // The kid that was found does not say why its key cannot be had.
    if (step === 'key' && 'found' in rest && detail !== undefined) this.labelled('why', detail);
  }

  private writeFound(step: string, expected: string, found: unknown): void {
    const text = foundText(step, found, this.explanation.nowSeconds);
    this.labelled('found', text);
    const marks = text.length + LABEL <= this.columns ? markDifferences(expected, found) : undefined;
    if (marks !== undefined) this.lines.push(this.paint('bad', `${' '.repeat(LABEL)}${marks}`));
  }

  private writeCandidates(candidates: readonly ExplainedRoute[]): void {
    for (const route of candidates)
      this.lines.push(...wrap('  ', singleLine(routeText(route)), this.columns));
  }

  private withOutcome(outcome: ExplainedStep['outcome']): readonly ExplainedStep[] {
    return this.explanation.steps.filter((step) => step.outcome === outcome);
  }

  private nameOf({ step, policy }: Pick<ExplainedStep, 'step' | 'policy'>): string {
    return this.severalPolicies && policy !== undefined ? `${policy}: ${step}` : step;
  }

  /** The steps in groups: those that passed fold to one line, those that refused stand one by one. */
  private writeLadder(): void {
    if (this.explanation.steps.length === 0) return;
    if (this.lines.at(-1) !== '') this.lines.push('');
    this.writeFolded('good', '+ passed', this.withOutcome('passed'));
    for (const [index, step] of this.withOutcome('refused').entries()) {
      const [first, ...more] = wrap(
        'x REFUSED'.padEnd(LABEL + 2),
        singleLine(`${this.nameOf(step)} (${step.code})${index === 0 ? '' : this.whyRefused(step)}`),
        this.columns,
      );
      this.lines.push(this.paint('bad', first), ...more);
    }
    for (const step of this.withOutcome('not-run'))
      this.writeFolded('unsure', '? not run', [step], step.detail?.replace('not run, because', 'because'));
    this.writeFolded('quiet', '- not reached', this.withOutcome('not-reached'));
  }

  /** What a further refusal expected and found: the first is told at the top. */
  private whyRefused({ step, expected, detail, ...rest }: ExplainedStep): string {
    const found = 'found' in rest ? foundText(step, rest.found, this.explanation.nowSeconds) : detail;
    return `: expected ${expected}, found ${found}`;
  }

  private writeFolded(style: TextStyle, label: string, steps: readonly ExplainedStep[], why = ''): void {
    if (steps.length === 0) return;
    const names = steps.map((step) => this.nameOf(step)).join(', ');
    const count = steps.length > 3 ? `${steps.length} steps: ` : '';
    const text = singleLine(`${count}${names}${why === '' ? '' : `, ${why}`}`);
    const [first, ...more] = wrap(label.padEnd(LABEL + 2), text, this.columns);
    this.lines.push(...[first, ...more].map((line) => this.paint(style, line)));
  }

  private writeAnswer(): void {
    const { answer } = this.explanation;
    if (answer === undefined) return;
    const { status, headers, body } = answer;
    const lines = [
      `HTTP ${status}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      typeof body === 'string' ? body : JSON.stringify(body),
    ];
    this.lines.push('', 'The caller gets');
    for (const line of lines) this.lines.push(...wrap('  ', singleLine(line), this.columns));
  }
}

function foundText(step: string, found: unknown, nowSeconds: number): string {
  if (step === 'scope' && Array.isArray(found) && found.length === 0) return 'no scopes';
  return timeText(step, found, nowSeconds) ?? valueText(found);
}

/** A value as JSON, cut. */
function valueText(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MAX_VALUE_CHARACTERS
    ? `${text.slice(0, MAX_VALUE_CHARACTERS)}… (${text.length} characters)`
    : text;
}

function menderText({ mender, otherMender }: LikelyCause): string {
  const other = otherMender === undefined ? '' : `, else ${MENDERS[otherMender]}`;
  return `${MENDERS[mender]}${other}`;
}

/** `GET /orders -> OrdersController.list`: the pattern of the route only where it differs from the path. */
function callText({ method, path, operation }: CallExplanation['call'], route: ExplainedRoute): string {
  if (operation !== undefined)
    return `${operation} -> ${route.operation === operation ? route.handler : routeText(route)}`;
  if (path === undefined) return routeText(route);
  const isSame = route.method === method && route.pattern === path && route.versions === undefined;
  return `${method} ${path} -> ${isSame ? route.handler : routeText(route)}`;
}

function routeText({ handler, method, pattern, operation, versions = [] }: ExplainedRoute): string {
  if (operation !== undefined) return `${handler} (${operation})`;
  const version = versions.length > 0 ? ` version ${versions.join(', ')}` : '';
  return pattern === undefined ? handler : `${handler} (${[method, pattern].join(' ')}${version})`;
}

/**
 * An explanation as text for people: the answer first, then what was expected and found, the likely cause and who can mend
 * it, the steps, and what the caller gets. It is plain text that holds no token and can be copied into a ticket; claim
 * values are in it.
 */
export function explanationText(
  explanation: CallExplanation,
  { columns = 100, colours = false }: ExplanationTextOptions = {},
): string {
  return new ExplanationWriter(explanation, Math.max(40, columns), painter(colours)).write();
}
