const WORDS =
  'abs avg camelize capitalize ceil dasherize daysBetween distinctBy divideBy drop dropWhile duplicatesBy entriesOf ' +
  'filterObject flatMap flatten floor groupBy indexWhere isAlpha isAlphanumeric isDecimal isEven isInteger isLeapYear ' +
  'isNumeric isOdd joinKeys keySet keysOf last leftPad log lookup mapObject mapString max maxBy min minBy nameSet ' +
  'namesOf onNull orElse orderBy ordinalize partition pluck pluralize pow random randomInt read readUrl reduce remove ' +
  'repeat reverse rightPad round scan singularize slice splitAt sqrt substring sum sumBy take takeWhile then typeOf ' +
  'underscore unzip update valueSet valuesOf wrapWith write xsiType zip';

const FUNCTIONS_ELSEWHERE: ReadonlySet<string> = new Set(WORDS.split(' '));

/** Whether a name is a function of DataWeave that this language leaves out. */
export function isLeftOut(name: string): boolean {
  return FUNCTIONS_ELSEWHERE.has(name);
}
