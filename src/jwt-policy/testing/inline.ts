import { singleLine } from '../errors/index.js';

/** A value as JSON on one line, for messages. */
export function inline(value: unknown): string {
  return singleLine(JSON.stringify(value) ?? String(value));
}
