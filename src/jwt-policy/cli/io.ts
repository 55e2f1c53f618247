/** Where a command writes, and what it is told of its surroundings. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a command ends. */
export const EXIT = { clean: 0, warnings: 1, failed: 2 } as const;
