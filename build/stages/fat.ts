import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.ts';

export interface FatSettings {
  readonly sizeBytes: number;
  /** At most 11 characters. */
  readonly label: string;
  /** 8 hex digits. */
  readonly volumeId: string;
  /** Time of every entry, s since 1970. */
  readonly epochS: number;
}

/** A FAT file system with the content of a folder; the same bytes for the same content. */
export async function makeFat(image: string, folder: string, settings: FatSettings): Promise<void> {
  const { sizeBytes, label, volumeId, epochS } = settings;
  // A FAT of 32 MiB and more is made as FAT32 or FAT16 by its size; boot ROMs and firmware read both.
  const size = String(sizeBytes / 1024);
  const environment = { SOURCE_DATE_EPOCH: String(epochS), MTOOLS_SKIP_CHECK: '1' };
  await command('mkfs.vfat', ['--invariant', '-i', volumeId, '-n', label, '-C', image, size], { environment });
  setTimes(folder, epochS);
  const entries = readdirSync(folder).sort();
  if (entries.length === 0) return;
  await command('mcopy', ['-s', '-m', '-i', image, ...entries.map((name) => join(folder, name)), '::/'], {
    environment,
  });
}

function setTimes(path: string, epochS: number): void {
  if (statSync(path).isDirectory()) for (const name of readdirSync(path)) setTimes(join(path, name), epochS);
  utimesSync(path, epochS, epochS);
}
