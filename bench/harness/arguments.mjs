import { parseArgs } from 'node:util';

const USAGE = `npm run bench -- [options]

  --quick            short rounds: a few minutes, for a look, not for figures to quote
  --against folder   this checkout against another one, round by round: the suite against, by itself
  --suite name       only this suite; may be repeated
  --profile          where the time goes, instead of how much it is: the suite profile, by itself
  --json file        writes every result
  --markdown file    writes the tables
  --no-pin           does not bind server and load generator to a core each
  --no-build         measures what bench/.build holds
  --help`;

/**
 * @param {readonly string[]} suiteNames
 * @returns the settings of this run; ends the process after --help or a mistake
 */
export function readArguments(suiteNames) {
  const options = {
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    against: { type: 'string' },
    suite: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
    markdown: { type: 'string' },
    'no-pin': { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  };
  const help = `${USAGE}\n\nsuites: ${suiteNames.join(', ')}`;
  try {
    const { values } = parseArgs({ options });
    if (values.help) leave(help, 0);
    const unknown = values.suite.filter((name) => !suiteNames.includes(name));
    if (unknown.length > 0) leave(`unknown suite: ${unknown.join(', ')}\n\n${help}`, 2);
    const alone = [
      ...(values.profile ? ['profile'] : []),
      ...(values.against === undefined ? [] : ['against']),
    ];
    const chosen = values.suite.concat(alone);
    return {
      quick: values.quick,
      against: values.against,
      suites: chosen.length > 0 ? chosen : suiteNames,
      json: values.json,
      markdown: values.markdown,
      pin: !values['no-pin'],
      build: !values['no-build'],
    };
  } catch (error) {
    return leave(`${error.message}\n\n${help}`, 2);
  }
}

/** @returns {never} */
function leave(text, code) {
  console.log(text);
  process.exit(code);
}
