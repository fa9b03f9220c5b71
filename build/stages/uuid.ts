import { createHash } from 'node:crypto';

/** A UUID that the same words always give. */
export function uuidOf(...words: readonly string[]): string {
  const hex = createHash('sha256')
    .update(['netwacht', ...words].join('\n'))
    .digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

/** A FAT volume id (8 hex digits) that the same words always give. */
export const volumeIdOf = (...words: readonly string[]): string => uuidOf(...words).slice(0, 8);
