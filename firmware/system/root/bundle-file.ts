import { constants, fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { NetwachtError } from '../../domain/errors.ts';

export interface BundleFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** It begins as a bundle does (a squashfs image), whatever follows. */
  readonly beginsAsBundle: boolean;
}

const maxBundleBytes = 512 * 1024 * 1024;
const magic = Buffer.from('hsqs');

/**
 * Looks at a file of the updates folder, which belongs to the program and not to root: only a regular file that no other name
 * shares, never through a link, never waited for. Throws NetwachtError `noBundle` or `notABundle`, path `file`.
 */
export async function lookAtBundle(folder: string, file: string): Promise<BundleFile> {
  const path = join(folder, file);
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    throw new NetwachtError('noBundle', `There is no file ${file} among the received updates`, { path: 'file', cause });
  }
  try {
    const stat = fstatSync(handle.fd);
    if (!stat.isFile() || stat.nlink !== 1)
      throw new NetwachtError('notABundle', `${file} is not a file of its own`, { path: 'file' });
    if (stat.size > maxBundleBytes)
      throw new NetwachtError('notABundle', `${file} is larger than a bundle can be (${maxBundleBytes} bytes)`, {
        path: 'file',
      });
    const start = Buffer.alloc(magic.length);
    await handle.read(start, 0, start.length, 0);
    return { path, sizeBytes: stat.size, beginsAsBundle: start.equals(magic) };
  } finally {
    await handle.close();
  }
}
