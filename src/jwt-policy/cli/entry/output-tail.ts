import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { printable } from '../../errors/index.js';

const MAX_CHARACTERS = 16_384;
const MAX_LINES = 40;

/** The end of what a process prints, of both of its streams together. */
export class OutputTail {
  private text = '';

  constructor(streams: readonly (Readable | null)[]) {
    for (const stream of streams) {
      stream?.setEncoding('utf8').on('data', (more: string) => {
        this.text = (this.text + more).slice(-MAX_CHARACTERS);
      });
    }
  }

  /** The last lines, as they may be printed. */
  lines(): string {
    return printable(stripVTControlCharacters(this.text)).trimEnd().split('\n').slice(-MAX_LINES).join('\n');
  }
}
