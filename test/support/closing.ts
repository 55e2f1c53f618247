import { afterEach } from '@jest/globals';

interface Closable {
  close(): Promise<void>;
}

/** Closes after each test what it was given, last opened first. */
export function closeAfterEach(): <T extends Closable>(opened: T) => T {
  const open: Closable[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).toReversed()) await one.close();
  });
  return (opened) => {
    open.push(opened);
    return opened;
  };
}
