import { quote } from '../errors/index.js';
import { explain } from './explain.js';
import { EXIT, type Io } from './io.js';
import { keys } from './keys.js';
import { lint } from './lint.js';
import { routes } from './routes.js';
import { USAGE } from './usage.js';

type Command = (args: readonly string[], io: Io) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = { explain, keys, lint, routes };

/** Runs the command that the arguments name and gives the exit code. */
export async function runCommand(args: readonly string[], io: Io): Promise<number> {
  const [command, ...rest] = args;
  if (args.includes('--help') || args.includes('-h') || command === 'help') {
    io.out(USAGE);
    return EXIT.clean;
  }
  const run = command !== undefined && Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (run !== undefined) return run(rest, io);
  const what = command === undefined ? 'a command is missing' : `unknown command ${quote(command)}`;
  io.err(`nest-jwt-policy: ${what}.\n\n${USAGE}`);
  return EXIT.failed;
}
