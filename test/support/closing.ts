import { afterAll, afterEach } from '@jest/globals';

interface Closable {
  close(): Promise<void>;
}

function closing(after: typeof afterEach): <T extends Closable>(opened: T) => T {
  const open: Closable[] = [];
  after(async () => {
    for (const one of open.splice(0).toReversed()) await one.close();
  });
  return (opened) => {
    open.push(opened);
    return opened;
  };
}

/** Closes after each test what it was given, last opened first. */
export const closeAfterEach = (): (<T extends Closable>(opened: T) => T) => closing(afterEach);

/** Closes what it was given after the last test of the describe, or of the file. */
export const closeAfterAll = (): (<T extends Closable>(opened: T) => T) => closing(afterAll);
