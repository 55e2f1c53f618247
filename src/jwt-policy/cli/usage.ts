/** How the program is called. */
export const USAGE = `Usage: nest-jwt-policy lint FILE… [--strict] [--json] [--dropped NAMES] [--allow-insecure-http]
       nest-jwt-policy routes ENTRY [--json | --markdown] [--fail-on warn|error] [--timeout SECONDS]

lint reports what MuleSoft JWT validation policies become: what is exact, stricter, ignored or wrong.
FILE is JSON of API Manager or YAML of Flex Gateway, a folder of such files, or - for standard input.
$NAME in YAML is read from the environment.

  --strict               exit code 1 where there are warnings
  --json                 the report as JSON: { counts, files }
  --dropped NAMES        policies of access control that are done without: ip-allowlist,client-id-enforcement
  --allow-insecure-http  accept key sets over plain http://

routes prints what protects each handler of an application, and where that is declared.
ENTRY is the file that starts the application: dist/main.js, or src/main.ts where tsx is installed.
The application's start-up code runs: it connects to databases and fetches keys. Instead of listening
it is asked and closed. What it prints is shown only where there is no answer.

  --json                 the table as JSON: { routes, policies, findings }
  --markdown             the table as Markdown
  --fail-on warn|error   exit code 1 where a finding is as severe as that; error unless given
  --timeout SECONDS      how long the start may take; 60 unless given

  --help                 this text

Exit codes: 0 nothing is wrong; 1 warnings (lint --strict) or findings (routes); 2 errors, wrong
arguments, or no such ENTRY; 3 the application did not start; 4 it never called listen(); 5 it does
not import JwtPolicyModule. Colours: on a terminal only, and not where NO_COLOR is set.
`;
