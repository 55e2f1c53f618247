import { readDocument } from './markdown.js';

/** The headings of docs/troubleshooting.md: messages, with `…` for what differs. */
export const HEADINGS: readonly string[] = [
  ...readDocument('docs/troubleshooting.md').matchAll(/^## (.+)$/gm),
].map(([, heading = '']) => heading);

/** The heading under which somebody who reads this message finds the cure. */
export function headingFor(message: string): string | undefined {
  return HEADINGS.find((heading) => heading.split('…').every((part) => message.includes(part.trim())));
}
