import { median, pairedRatio, quantile } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';

const ratios = (values, base) => values.map((value, round) => value / base[round]);
const quartiles = (values) => [quantile(values, 0.25), quantile(values, 0.75)];
const band = ([low, high]) => `${low.toFixed(2)}–${high.toFixed(2)}`;

/** Two equal builds differ by chance to either side. */
function noiseOf(again, before) {
  const [low, high] = quartiles(ratios(again, before));
  return [Math.min(low, 1 / high), Math.max(high, 1 / low)];
}

/** More than noise: half of the rounds, and the median, are on one side of what two equal builds show. */
function verdictOf(ratio, [low, high], [noiseLow, noiseHigh]) {
  if (ratio < noiseLow && high < 1) return 'less';
  if (ratio > noiseHigh && low > 1) return 'more';
  return 'no difference';
}

function rowOf(label, unit, { before, again, now }) {
  const base = before.map((value, round) => (value + again[round]) / 2);
  const ratio = pairedRatio(now, base);
  const own = quartiles(ratios(now, base));
  const noise = noiseOf(again, before);
  return [
    label,
    unit,
    number(median(base)),
    number(median(now)),
    ratio.toFixed(2),
    band(own),
    band(noise),
    verdictOf(ratio, own, noise),
  ];
}

/** One table of the rows of all builds. Labels are `row|build`. */
export function compareBuilds(groups) {
  const rows = groups.flatMap(({ unit, measured }) => {
    const byRow = new Map();
    for (const { label, values } of measured) {
      const [row, build] = label.split('|');
      byRow.set(row, { ...byRow.get(row), [build]: values });
    }
    return [...byRow].map(([label, builds]) => rowOf(label, unit, builds));
  });
  return {
    title: 'Processor time of this checkout against another one',
    columns: ['what', 'unit', 'before', 'now', 'now ÷ before', 'quartiles', 'two equal builds', 'verdict'],
    rows,
    notes: [
      'Before is measured twice in every round: its row is the mean, and the quartiles of one by the other, to either side, are the noise of this machine at this hour.',
      'Making string and request is included in process; the whole server process over HTTP.',
    ],
  };
}
