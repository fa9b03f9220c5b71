import { createHash } from 'node:crypto';

/** A document as text with sorted keys and no spaces: equal documents give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries<unknown>({ ...value })
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** A document's ETag without quotes: 16 hex digits of the SHA-256 of its canonical JSON. */
export const etagOf = (document: unknown): string =>
  createHash('sha256').update(canonicalJson(document)).digest('hex').slice(0, 16);
