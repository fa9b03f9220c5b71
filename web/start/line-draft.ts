import type { SiteDocument } from '../../firmware/api/shapes.ts';

export type Line = NonNullable<SiteDocument['lines']>[number];

/** A line as it is typed. */
export interface LineDraft {
  readonly kind: 'serial' | 'rtu-over-tcp';
  readonly path: string;
  readonly baudRate: string;
  readonly parity: 'none' | 'even' | 'odd';
  readonly address: string;
}

export const newLine: LineDraft = { kind: 'serial', path: '', baudRate: '19200', parity: 'none', address: '' };

/** What products can be set to, the commonest first. */
export const baudRates = ['9600', '19200', '38400', '57600', '115200', '4800', '2400', '1200'] as const;

/** The fields that cannot be right as they are. */
export function unfitLine({ kind, path, address }: LineDraft): 'path' | 'address' | undefined {
  if (kind === 'serial') return /^\/dev\/[A-Za-z0-9._/-]{1,100}$/.test(path.trim()) ? undefined : 'path';
  return /^[^\s:/]+:\d{1,5}$|^\[[0-9A-Fa-f:.%a-z]+\]:\d{1,5}$/.test(address.trim()) ? undefined : 'address';
}

/** The entry of the site; its id is the next one that is free. */
export function lineOf({ kind, path, baudRate, parity, address }: LineDraft, lines: readonly Line[]): Line {
  const stem = kind === 'serial' ? 'rs485-' : 'gw';
  const free = Array.from({ length: lines.length + 1 }, (_, at) => `${stem}${at + 1}`).find(
    (id) => !lines.some((line) => line.id === id),
  );
  const id = free ?? `${stem}${lines.length + 1}`;
  return kind === 'serial'
    ? { id, kind, path: path.trim(), baudRate: Number(baudRate), parity }
    : { id, kind, address: address.trim() };
}
