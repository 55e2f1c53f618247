/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/** The value below which this share of the values lies; between two values, their mean by distance. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * The median of the ratios of each round. Both values of a ratio come from the same round, so that what slows the
 * machine down for some rounds slows both.
 */
export function pairedRatio(values, baseline) {
  return median(values.map((value, round) => value / baseline[round]));
}

/** How far the ratios of single rounds lie apart: the first and third quartile. */
export function ratioBand(values, baseline) {
  const ratios = values.map((value, round) => value / baseline[round]);
  return [quantile(ratios, 0.25), quantile(ratios, 0.75)];
}
