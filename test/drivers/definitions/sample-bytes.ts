import type { Sample } from '../../../drivers/definitions/message-schema.ts';

/** The message of a sample as it comes over the wire. */
export function bytesOf({ json, text, hex }: Sample): Buffer {
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  return Buffer.from(text ?? JSON.stringify(json));
}
