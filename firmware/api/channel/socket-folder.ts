import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path of a Unix socket: `sun_path` has 108 bytes, the last is zero. */
const maxPathBytes = 107;
/** Longest name in the folder: `raw-` + a channel of 32 letters + `.sock`. */
const longestNameBytes = 42;

/** Where the sockets of gateway channels stand; only this user reaches them. */
export interface SocketFolder {
  readonly path: string;
  /** The socket on which the smgw process hands streams over. */
  readonly door: string;
  /** The socket of a local program that takes a channel of use `raw`. */
  raw(channelId: string): string;
  /** Takes a folder away that was made for this run only. */
  remove(): void;
}

/** `DATA/run`, mode 0700; a private folder under the system's temporary one where that path is too long for a socket. */
export function socketFolder(dataDir: string): SocketFolder {
  const wanted = join(dataDir, 'run');
  const fits = Buffer.byteLength(wanted) + 1 + longestNameBytes <= maxPathBytes;
  const path = fits ? wanted : mkdtempSync(join(tmpdir(), 'netwacht-run-'));
  if (fits) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    // A folder that was there keeps its mode otherwise.
    chmodSync(path, 0o700);
  }
  return {
    path,
    door: join(path, 'smgw.sock'),
    raw: (channelId) => join(path, `raw-${channelId}.sock`),
    remove() {
      if (!fits) rmSync(path, { recursive: true, force: true });
    },
  };
}
