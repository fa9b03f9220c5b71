import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The log of QEMU's blklogwrites, which is the format of Linux' dm-log-writes (block/blklogwrites.c of QEMU 7.2): a head of
 * one sector, then each entry as a sector of its own with its data behind it. All numbers are little-endian.
 * QEMU logs a request when it is done: the order is that of completion, and a write that is logged is one that the guest
 * may have been told of.
 */
const magic = 0x6a736677736872n;
const version = 1n;
const flag = { flush: 1n, fua: 2n, discard: 4n, mark: 8n } as const;
const knownFlags = flag.flush | flag.fua | flag.discard | flag.mark;
const entryHeadBytes = 32;
/** More in one request than any guest sends: a number that is larger is no entry. */
const maxRequestBytes = 1024 ** 3;

export interface LogEntry {
  readonly kind: 'write' | 'flush' | 'discard';
  /** Where on the disk, in bytes; 0 for a flush. */
  readonly diskOffset: number;
  readonly lengthBytes: number;
  /** Where in the log its data begins (a write). */
  readonly dataOffset: number;
  /** Where in the log the next entry begins: as long as the log was shorter, this one had not happened. */
  readonly endOffset: number;
}

/** All whole entries of a log, in order. It ends at the first that is none: a killed QEMU leaves holes. Throws on a file that is no log. */
export function readLog(file: string): readonly LogEntry[] {
  const fd = openSync(file, 'r');
  try {
    return entriesOf(fd, fstatSync(fd).size);
  } finally {
    closeSync(fd);
  }
}

function entriesOf(fd: number, sizeBytes: number): readonly LogEntry[] {
  const sectorBytes = sectorSize(fd);
  const entries: LogEntry[] = [];
  const head = Buffer.alloc(entryHeadBytes);
  for (let offset = sectorBytes; offset + sectorBytes <= sizeBytes; ) {
    readSync(fd, head, 0, entryHeadBytes, offset);
    const entry = entryOf(head, offset, sectorBytes);
    if (entry === undefined || entry.endOffset > sizeBytes) break;
    entries.push(entry);
    offset = entry.endOffset;
  }
  return entries;
}

function sectorSize(fd: number): number {
  const head = Buffer.alloc(28);
  const count = readSync(fd, head, 0, head.length, 0);
  if (count < head.length || head.readBigUInt64LE(0) !== magic || head.readBigUInt64LE(8) !== version)
    throw new Error('this is no log of blklogwrites; one that was never flushed has no head either');
  const sectorBytes = head.readUInt32LE(24);
  if (sectorBytes < 512 || sectorBytes > 65_536) throw new Error(`a log with sectors of ${sectorBytes} bytes`);
  return sectorBytes;
}

function entryOf(head: Buffer, offset: number, sectorBytes: number): LogEntry | undefined {
  const flags = head.readBigUInt64LE(16);
  const diskOffset = Number(head.readBigUInt64LE(0)) * sectorBytes;
  const lengthBytes = Number(head.readBigUInt64LE(8)) * sectorBytes;
  const dataOffset = offset + sectorBytes;
  if ((flags & ~knownFlags) !== 0n || lengthBytes > maxRequestBytes) return undefined;
  if ((flags & flag.discard) !== 0n)
    return { kind: 'discard', diskOffset, lengthBytes, dataOffset, endOffset: dataOffset };
  if (lengthBytes > 0)
    return { kind: 'write', diskOffset, lengthBytes, dataOffset, endOffset: dataOffset + lengthBytes };
  // Zeros all over are a hole, not an entry.
  if ((flags & flag.flush) === 0n) return undefined;
  return { kind: 'flush', diskOffset: 0, lengthBytes: 0, dataOffset, endOffset: dataOffset };
}
