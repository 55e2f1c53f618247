/** A command of the program. */
export type CommandName = 'lint' | 'routes' | 'explain' | 'keys';

/** How each command is called. */
const SYNOPSES: Readonly<Record<CommandName, string>> = {
  lint: `nest-jwt-policy lint FILE… [--strict] [--json] [--dropped NAMES] [--allow-insecure-http]`,
  routes: `nest-jwt-policy routes ENTRY [--json | --markdown] [--fail-on info|warn|error] [--timeout SECONDS]`,
  explain: `nest-jwt-policy explain ENTRY (METHOD PATH | TRANSPORT NAME | --handler CLASS.METHOD) [--token-file FILE | --token-env NAME]
                        [--header 'NAME: VALUE'] [--json] [--timeout SECONDS]`,
  keys: `nest-jwt-policy keys URL [--json]`,
};

/** What each command does, and its flags. */
const DETAILS: Readonly<Record<CommandName, string>> = {
  lint: `lint reports what MuleSoft JWT validation policies become: what is exact, stricter, ignored or wrong.
FILE is JSON of API Manager or YAML of Flex Gateway, a folder of such files, or - for standard input.
$NAME in YAML is read from the environment.

  --strict               exit code 1 where there are warnings
  --json                 the report as JSON: { counts, files }
  --dropped NAMES        policies of access control that are done without: ip-allowlist,client-id-enforcement
  --allow-insecure-http  accept key sets over plain http://`,
  routes: `routes prints what protects each handler of an application, and where that is declared.
ENTRY is the file that starts the application: dist/main.js, or src/main.ts where tsx is installed.
The application's start-up code runs: it connects to databases and fetches keys. Instead of listening
it is asked and closed. What it prints is shown only where there is no answer.

  --json                     the table as JSON: { routes, policies, findings }
  --markdown                 the table as Markdown
  --fail-on info|warn|error  exit code 1 where a finding is as severe as that; error unless given
  --timeout SECONDS          how long the start may take; 60 unless given`,
  explain: `explain shows why a call would be granted or refused, and what the caller would get. ENTRY is run as for
routes. TRANSPORT NAME is a call that is not HTTP, such as rpc orders.list.
The token is never an argument: other users of the machine see those.

  --token-file FILE       a file with the token, or - for standard input
  --token-env NAME        the variable that holds the token
  --handler CLASS.METHOD  the handler exactly, beside the call or in its place
  --header 'NAME: VALUE'  a header of the request or the message; may be repeated
  --json                  the explanation as JSON
  --timeout SECONDS       how long the start may take; 60 unless given`,
  keys: `keys fetches the key set of an issuer and shows which keys are used, and why the others are not.
URL is an issuer, its discovery document, or a key set; or a file with a key set.

  --json                 the report as JSON`,
};

/** The commands, in the order in which the help has them. */
export const COMMAND_NAMES: readonly CommandName[] = ['lint', 'routes', 'explain', 'keys'];

const EXIT_CODES = `Exit codes:
  0  nothing is wrong (lint, routes, keys); the call is granted (explain)
  1  warnings (lint --strict); findings (routes, keys); a call that is not granted (explain)
  2  errors; wrong arguments; no such ENTRY, route or key set
  3  the application did not start
  4  the application never called listen()
  5  the application does not import JwtPolicyModule
`;

const SYNOPSIS = `Usage: ${COMMAND_NAMES.map((name) => SYNOPSES[name]).join('\n       ')}\n`;

/** How the program is called, all of it. */
export const HELP = `${SYNOPSIS}
${COMMAND_NAMES.map((name) => DETAILS[name]).join('\n\n')}

  --help                 this text, or that of one command: nest-jwt-policy routes --help
  --version              the version of the package

${EXIT_CODES}
Colours: on a terminal only, and not where NO_COLOR is set.
`;

/** All about one command. */
export function helpOf(name: CommandName): string {
  return `Usage: ${SYNOPSES[name]}\n\n${DETAILS[name]}\n\n${EXIT_CODES}`;
}

/** How a command is called, for whoever gave it wrong arguments: short, so that the message stays on the screen. */
export function usageOf(name: CommandName): string {
  return `Usage: ${SYNOPSES[name]}\n\nnest-jwt-policy ${name} --help shows more.\n`;
}

/** How the program is called, for whoever named no command of it. */
export const USAGE = `${SYNOPSIS}\nnest-jwt-policy --help shows more.\n`;
