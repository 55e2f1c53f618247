import { printableJson } from '../errors/index.js';
import {
  INSPECTION_KEY,
  routeTableMarkdown,
  routeTableText,
  type FindingSeverity,
  type RouteTable,
  type TextLayout,
} from '../inspection/index.js';
import { askEntry } from './entry/ask-entry.js';
import { reportEntryFailure } from './entry/report-entry-failure.js';
import { EXIT, type Io } from './io.js';
import { readRoutesArguments, type RoutesArguments } from './routes-arguments.js';
import { usageOf } from './usage.js';

/** The least first. */
const SEVERITIES: readonly FindingSeverity[] = ['info', 'warn', 'error'];
const PLAIN: TextLayout = { columns: 100, colours: false };

function printed(table: RouteTable, { format }: RoutesArguments, io: Io): string {
  if (format === 'json') return `${printableJson(table)}\n`;
  return format === 'markdown' ? routeTableMarkdown(table) : routeTableText(table, io.layout ?? PLAIN);
}

function exitCode({ findings }: RouteTable, { failOn }: RoutesArguments): number {
  const failing = SEVERITIES.slice(SEVERITIES.indexOf(failOn));
  return findings.some(({ severity }) => failing.includes(severity)) ? EXIT.warnings : EXIT.clean;
}

/**
 * `routes ENTRY [--json | --markdown] [--fail-on info|warn|error] [--timeout SECONDS]`: prints what protects each handler
 * of the application that the entry starts. Gives the exit code: 0 where nothing is wrong, 1 for findings, 2 to 5 where
 * there is no table.
 */
export async function routes(args: readonly string[], io: Io): Promise<number> {
  const read = readRoutesArguments(args);
  if (typeof read === 'string') {
    io.err(`nest-jwt-policy routes: ${read}.\n\n${usageOf('routes')}`);
    return EXIT.failed;
  }
  const question = { token: INSPECTION_KEY, name: 'routes', details: null };
  const { entry, timeoutMs } = read;
  const outcome = await askEntry({ entry, question, timeoutMs, env: io.env });
  if (!outcome.isAnswered) return reportEntryFailure('routes', outcome, io);
  for (const note of outcome.notes) io.err(`${note}\n`);
  const table = outcome.answer as RouteTable;
  io.out(printed(table, read, io));
  return exitCode(table, read);
}
