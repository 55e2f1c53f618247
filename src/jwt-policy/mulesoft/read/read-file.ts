import { open } from 'node:fs/promises';

/** More than any export holds; what is longer is not read. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'access to it is denied'],
]);

function reasonOf(code: unknown): string {
  return REASONS.get(code) ?? (typeof code === 'string' ? code : 'unknown error');
}

/** The text of a policy file, or what is wrong with it, in words. */
export function decodePolicyFile(bytes: Uint8Array): { text: string } | { problem: string } {
  if (bytes.length > MAX_FILE_BYTES) return { problem: `has more than ${MAX_FILE_BYTES} bytes` };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: 'is not text in UTF-8' };
  }
}

/** The text of the policy file at a path, or what is wrong with the file, in words. */
export async function readPolicyFile(path: string): Promise<{ text: string } | { problem: string }> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > MAX_FILE_BYTES) return { problem: `has ${size} bytes, more than ${MAX_FILE_BYTES}` };
      // A file may grow, and a device has no size: no more than the limit is read, whatever size is given.
      const buffer = Buffer.alloc(MAX_FILE_BYTES + 1);
      let length = 0;
      for (let read = -1; read !== 0 && length < buffer.length; length += read)
        read = (await file.read(buffer, length, buffer.length - length)).bytesRead;
      return decodePolicyFile(buffer.subarray(0, length));
    } finally {
      await file.close();
    }
  } catch (error) {
    return { problem: `cannot be read: ${reasonOf((error as { code?: unknown }).code)}` };
  }
}
