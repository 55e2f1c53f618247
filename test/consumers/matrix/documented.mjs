import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../../docs/testing.md');

function sectionOf(heading) {
  const [, section] = readFileSync(PAGE, 'utf8').split(`\n### ${heading}\n`);
  if (section === undefined) throw new Error(`docs/testing.md has no heading "### ${heading}".`);
  return section.split(/\n##/)[0];
}

function blockOf(heading, language) {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(sectionOf(heading))?.[1];
}

/** The configuration of a test runner as docs/testing.md shows it, or undefined where none is needed. */
export function configurationOf(heading) {
  return blockOf(heading, 'js');
}

/**
 * The command of docs/testing.md for a test runner, as arguments for Node and variables. `npx` is left to the
 * installed file: the command has to run with a certain Node.
 */
export function commandOf(heading) {
  const words = (blockOf(heading, 'sh') ?? '').trim().split(' ');
  const environment = {};
  while (words[0].includes('=')) {
    const [name, value] = words.shift().split(/=(.*)/);
    environment[name] = value;
  }
  const [program, ...parameters] = words;
  if (program === 'node') return { parameters, environment };
  if (program !== 'npx') throw new Error(`"### ${heading}" of docs/testing.md has no command.`);
  return { parameters: [`node_modules/.bin/${parameters[0]}`, ...parameters.slice(1)], environment };
}
