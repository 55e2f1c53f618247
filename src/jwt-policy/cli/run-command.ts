import { fileURLToPath } from 'node:url';
import { closestName, quote } from '../errors/index.js';
import { explain } from './explain.js';
import { EXIT, type Io } from './io.js';
import { keys } from './keys.js';
import { lint } from './lint.js';
import { readTextFile } from './read-text-file.js';
import { routes } from './routes.js';
import { COMMAND_NAMES, HELP, helpOf, USAGE, type CommandName } from './usage.js';

type Command = (args: readonly string[], io: Io) => Promise<number>;

const COMMANDS: Readonly<Record<CommandName, Command>> = { explain, keys, lint, routes };

function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(COMMANDS, name);
}

const MAX_MANIFEST_BYTES = 64 * 1024;

async function version(): Promise<string> {
  const manifest = fileURLToPath(new URL('../../../package.json', import.meta.url));
  const read = await readTextFile(manifest, MAX_MANIFEST_BYTES);
  if (typeof read === 'string') throw new Error(`the package.json of nest-jwt-policy: ${read}`);
  return (JSON.parse(read.text) as { readonly version: string }).version;
}

function problemWith(command: string | undefined): string {
  if (command === undefined) return 'a command is missing.';
  const meant = closestName(command, COMMAND_NAMES);
  return `unknown command ${quote(command)}${meant === undefined ? '.' : `; did you mean ${meant}?`}`;
}

/** Runs the command that the arguments name and gives the exit code. */
export async function runCommand(args: readonly string[], io: Io): Promise<number> {
  const [command, ...rest] = args;
  if (args.includes('--help') || args.includes('-h') || command === 'help') {
    const name = command === 'help' ? rest[0] : command;
    io.out(isCommand(name) ? helpOf(name) : HELP);
    return EXIT.clean;
  }
  if (command === '--version') {
    io.out(`${await version()}\n`);
    return EXIT.clean;
  }
  if (isCommand(command)) return COMMANDS[command](rest, io);
  io.err(`nest-jwt-policy: ${problemWith(command)}\n\n${USAGE}`);
  return EXIT.failed;
}
