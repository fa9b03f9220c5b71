import { readFileSync } from 'node:fs';

export interface WrittenBytes {
  /** Bytes that this process caused to be sent to the disk (`write_bytes` of /proc/self/io). */
  readonly disk: number;
  /** Bytes handed to the system (`wchar`): what a disk that gathers nothing would see. */
  readonly system: number;
}

/** What this process has written so far. */
export function writtenBytes(): WrittenBytes {
  const text = readFileSync('/proc/self/io', 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { disk: of('write_bytes'), system: of('wchar') };
}

/** Adds up what was written while something ran. */
export class WriteMeter {
  disk = 0;
  system = 0;

  during<T>(run: () => T): T {
    const before = writtenBytes();
    const result = run();
    const after = writtenBytes();
    this.disk += after.disk - before.disk;
    this.system += after.system - before.system;
    return result;
  }
}
