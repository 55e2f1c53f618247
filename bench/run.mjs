import { readArguments } from './harness/arguments.mjs';
import { canPin } from './harness/child.mjs';
import { describeLoad, describeMachine, readVersions } from './harness/machine.mjs';
import { build, buildOther, install } from './harness/prepare.mjs';
import { printSuite, report } from './harness/report.mjs';

/** In the order in which they run; each is a module below suites/. */
const SUITES = [
  'verification',
  'cache-hit',
  'algorithms',
  'slow',
  'http',
  'websockets',
  'ticks',
  'start',
  'flatness',
  'eviction',
  'memory',
  'worst-call',
  'jwks',
];

async function runSuite(name, context) {
  const startedAt = performance.now();
  const { run, title } = await import(`./suites/${name}.mjs`);
  const suite = { name, title, ...(await run(context)) };
  printSuite(suite);
  console.log(`(${Math.round((performance.now() - startedAt) / 1000)} s)`);
  return suite;
}

async function main() {
  const settings = readArguments(SUITES);
  const startedAt = performance.now();
  const loadBefore = describeLoad();
  install();
  if (settings.build) build();
  if (settings.build && settings.against !== undefined) buildOther(settings.against);

  const context = {
    quick: settings.quick,
    pinned: settings.pin && canPin(),
  };

  const suites = [];
  const failed = [];
  // A suite that fails must not cost the results of the others, which took half an hour.
  for (const name of settings.suites) {
    try {
      suites.push(await runSuite(name, context));
    } catch (error) {
      console.error(`${name}: ${error.message}`);
      failed.push(name);
    }
  }

  const environment = {
    machine: describeMachine(),
    loadBefore,
    loadAfter: describeLoad(),
    versions: readVersions(),
    mode: settings.quick ? 'Quick' : 'Full',
    pinned: context.pinned,
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
  report({ environment, suites, json: settings.json, markdown: settings.markdown });
  if (failed.length > 0) throw new Error(`These suites failed: ${failed.join(', ')}.`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
