import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { partition } from './partitions.ts';

/** What U-Boot's script decides by (build/boot/boot.cmd): one sector at the start of the partition `env`. */
export interface BootState {
  readonly order: string;
  readonly leftA: number;
  readonly leftB: number;
  /** The slot that was found well last. */
  readonly good: string;
}

const stateBytes = 512;

/** The state on a raw disk; undefined where its checksum does not fit: the script's defaults hold then. */
export function readBootState(disk: string): BootState | undefined {
  const sector = Buffer.alloc(stateBytes);
  const fd = openSync(disk, 'r');
  readSync(fd, sector, 0, stateBytes, partition(disk, 'env').offsetBytes);
  closeSync(fd);
  return bootStateOf(sector);
}

export function bootStateOf(sector: Buffer): BootState | undefined {
  if (sector.readUInt32LE(0) !== crc32(sector.subarray(4))) return undefined;
  const texts = sector.subarray(4).toString('latin1').split('\0');
  const value = (name: string) => texts.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const left = (name: string) => (value(name) === '' ? 3 : Number.parseInt(value(name), 16));
  return {
    order: value('BOOT_ORDER'),
    leftA: left('BOOT_A_LEFT'),
    leftB: left('BOOT_B_LEFT'),
    good: value('BOOT_GOOD'),
  };
}

/** The slot that the script takes, where both hold a kernel. */
export function slotTaken(state: BootState | undefined): 'A' | 'B' {
  const { order, leftA, leftB } = state ?? { order: 'A B', leftA: 3, leftB: 3 };
  const candidates = order === '' ? ['A', 'B'] : order.split(' ');
  const found = candidates.find((slot) => (slot === 'A' ? leftA : leftB) > 0);
  return found === 'B' ? 'B' : 'A';
}
