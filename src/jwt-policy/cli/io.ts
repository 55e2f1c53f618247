import type { TextLayout } from '../inspection/index.js';

/** What a command reads and writes beside files. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** The bytes of standard input; no more of them than a file may have, and one. */
  stdin(): Promise<Uint8Array>;
  /** What the output may look like. @default lines of 100 characters, without colours */
  readonly layout?: TextLayout;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a command ends. The last three: why an application that was run gave no answer. */
export const EXIT = {
  clean: 0,
  warnings: 1,
  failed: 2,
  startFailed: 3,
  notListening: 4,
  moduleMissing: 5,
} as const;
