import { ExplainedError } from '../process/index.js';

/** Settings the service does not start with. The message lists every problem, one to a line. */
export class SettingsError extends ExplainedError {
  override readonly name = 'SettingsError';

  constructor(
    /** One sentence per problem, each naming its variable. */
    readonly problems: readonly string[],
    /** Variables that were ignored; a mistyped name may be what a problem comes from. */
    readonly warnings: readonly string[] = [],
  ) {
    super(
      ['The settings are not usable:', ...[...problems, ...warnings].map((problem) => `  - ${problem}`)].join(
        '\n',
      ),
    );
  }
}
