import { open, type FileHandle } from 'node:fs/promises';

/** The text of a file. Undefined where it cannot be read, is no UTF-8, or is larger. Never reads more than that. */
export async function readTextFile(path: string, maxBytes: number): Promise<string | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes + 1), 0, maxBytes + 1);
    if (bytesRead > maxBytes) return undefined;
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead));
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
