import { writeFileSync } from 'node:fs';
import { asMarkdown, asText } from './table.mjs';

/** @typedef {{ what: string, goal: string, measured: string, met: boolean | undefined }} Goal */

const verdict = (met) => (met === undefined ? '–' : met ? 'yes' : 'no');

/** @param {readonly Goal[]} goals */
function goalTable(goals) {
  return {
    title: 'Goals',
    columns: ['what', 'goal', 'measured', 'met'],
    rows: goals.map(({ what, goal, measured, met }) => [what, goal, measured, verdict(met)]),
  };
}

function environmentLines({ machine, loadBefore, loadAfter, versions, mode, pinned, seconds }) {
  const { node, openssl, ...packages } = versions;
  const list = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `Machine: ${machine}. Load before ${loadBefore}, after ${loadAfter}.`,
    `Node ${node}, OpenSSL ${openssl}. ${mode} run, ${seconds} s. ${
      pinned
        ? 'HTTP servers on one core, the load generator on another.'
        : 'Processes are not bound to cores.'
    }`,
    `Packages: ${list.join(', ')}.`,
  ];
}

/** Prints what a run found, and writes the files that were asked for. */
export function report({ environment, suites, json, markdown }) {
  const goals = suites.flatMap((suite) => suite.goals);
  const lines = environmentLines(environment);
  if (goals.length > 0) console.log(asText(goalTable(goals)));
  console.log(`\n${lines.join('\n')}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ environment, suites }, undefined, 2)}\n`);
  if (markdown !== undefined) {
    const parts = suites.flatMap(({ title, tables }) => [`## ${title}`, '', ...tables.map(asMarkdown)]);
    const goalPart = goals.length > 0 ? [asMarkdown(goalTable(goals)).replace('###', '##')] : [];
    writeFileSync(
      markdown,
      [...lines.map((line) => `${line}\n`), ...goalPart, ...parts].join('\n').trimEnd() + '\n',
    );
  }
}

/** Prints the tables of one suite as soon as it ended. */
export function printSuite({ title, tables }) {
  console.log(`\n== ${title}`);
  for (const table of tables) console.log(asText(table));
}
