import { closeSync, openSync, readSync } from 'node:fs';

export interface Partition {
  readonly label: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

const sectorBytes = 512;
const nameOffset = 56;
const nameBytes = 72;

/** The partitions of a raw disk by their GPT labels. Throws when it has no GPT. */
export function partitionsOf(disk: string): ReadonlyMap<string, Partition> {
  const fd = openSync(disk, 'r');
  try {
    const head = Buffer.alloc(sectorBytes);
    readSync(fd, head, 0, sectorBytes, sectorBytes);
    if (head.toString('latin1', 0, 8) !== 'EFI PART') throw new Error(`${disk} has no GPT`);
    const size = head.readUInt32LE(84);
    const table = Buffer.alloc(size * head.readUInt32LE(80));
    readSync(fd, table, 0, table.length, Number(head.readBigUInt64LE(72)) * sectorBytes);
    const found = new Map<string, Partition>();
    for (let at = 0; at < table.length; at += size) {
      const first = Number(table.readBigUInt64LE(at + 32));
      const last = Number(table.readBigUInt64LE(at + 40));
      if (first === 0) continue;
      const label = table.toString('utf16le', at + nameOffset, at + nameOffset + nameBytes).replace(/\0.*$/, '');
      const place = { offsetBytes: first * sectorBytes, sizeBytes: (last - first + 1) * sectorBytes };
      found.set(label, { label, ...place });
    }
    return found;
  } finally {
    closeSync(fd);
  }
}

export function partition(disk: string, label: string): Partition {
  const found = partitionsOf(disk).get(label);
  if (found === undefined) throw new Error(`${disk} has no partition ${label}`);
  return found;
}

const chunkBytes = 4 * 1024 * 1024;

/** Where in a partition one of the texts lies, as "TEXT at OFFSET"; each at most once. Reads all of it, bit by bit. */
export function findTexts(disk: string, { offsetBytes, sizeBytes }: Partition, texts: readonly string[]): string[] {
  const needles = texts.map((text) => Buffer.from(text, 'latin1'));
  const overlap = Math.max(...needles.map(({ length }) => length)) - 1;
  const found = new Map<string, number>();
  const fd = openSync(disk, 'r');
  try {
    const chunk = Buffer.alloc(chunkBytes + overlap);
    for (let at = 0; at < sizeBytes; at += chunkBytes) {
      const count = readSync(fd, chunk, 0, Math.min(chunk.length, sizeBytes - at), offsetBytes + at);
      for (const [k, needle] of needles.entries()) {
        const text = texts[k] ?? '';
        const place = found.has(text) ? -1 : chunk.subarray(0, count).indexOf(needle);
        if (place >= 0) found.set(text, at + place);
      }
    }
  } finally {
    closeSync(fd);
  }
  return [...found].map(([text, at]) => `${text} at ${at}`);
}
