import { ExplainedError } from '../process/index.js';
/** Settings the service does not start with. The message lists every problem, one to a line. */
export class SettingsError extends ExplainedError {
    constructor(
    /** One sentence per problem, each naming its variable. */
    problems, 
    /** Variables that were ignored; a mistyped name may be what a problem comes from. */
    warnings = []) {
        super(['The settings are not usable:', ...[...problems, ...warnings].map((problem) => `  - ${problem}`)].join('\n'));
        this.problems = problems;
        this.warnings = warnings;
        this.name = 'SettingsError';
    }
}
