import { open, type FileHandle } from 'node:fs/promises';

/** The problem of a path where nothing is. */
export const NO_SUCH_FILE = 'there is no such file';

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: NO_SUCH_FILE,
  ENOTDIR: NO_SUCH_FILE,
  EISDIR: 'the file is a folder',
  EACCES: 'this user may not read the file',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'the file is not text in UTF-8',
};

function problemOf(error: unknown): string {
  const code = String((error as NodeJS.ErrnoException).code);
  return PROBLEMS[code] ?? `the file cannot be read (${code})`;
}

/**
 * The text of a file; or, as words, why there is none: it cannot be read, is no UTF-8, or is larger. Never reads more than
 * that.
 */
export async function readTextFile(
  path: string,
  maxBytes: number,
): Promise<{ readonly text: string } | string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes + 1), 0, maxBytes + 1);
    if (bytesRead > maxBytes) return `the file is larger than ${maxBytes} bytes`;
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead)) };
  } catch (error) {
    return problemOf(error);
  } finally {
    await file?.close();
  }
}
