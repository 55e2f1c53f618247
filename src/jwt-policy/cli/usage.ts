/** How the program is called. */
export const USAGE = `Usage: nest-jwt-policy lint FILE… [--strict] [--json] [--dropped NAMES] [--allow-insecure-http]

Reports what MuleSoft JWT validation policies become: what is exact, stricter, ignored or wrong.
FILE is JSON of API Manager or YAML of Flex Gateway, a folder of such files, or - for standard input.
$NAME in YAML is read from the environment.

  --strict               exit code 1 where there are warnings
  --json                 the report as JSON: { counts, files }
  --dropped NAMES        policies of access control that are done without: ip-allowlist,client-id-enforcement
  --allow-insecure-http  accept key sets over plain http://
  --help                 this text

Exit code: 0 nothing is wrong, 1 warnings (with --strict), 2 errors or wrong arguments.
`;
