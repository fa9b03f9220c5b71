import type { IncomingMessage } from 'node:http';
import coBody from 'co-body';
import { NetwachtError } from '../domain/errors.ts';
import { duplicateKey } from './unique-keys.ts';

/** Largest body of every call but the site document, bytes. */
export const maxBodyBytes = 64 * 1024;

/**
 * Reads a JSON body, whatever its content type says.
 * Codes: `tooLarge` (413), `badEncoding` (400, compressed), `badJson` (400: broken, empty, or a key twice in one object).
 */
export async function readJson(request: IncomingMessage, limitBytes = maxBodyBytes): Promise<unknown> {
  return parsedJson(await readText(request, limitBytes));
}

/** The same of a text. Throws `badJson`. */
export function parsedJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const sentence = text.trim() === '' ? 'The body is empty; JSON is expected' : 'The body is not valid JSON';
    throw new NetwachtError('badJson', sentence, { cause });
  }
  const twice = duplicateKey(text);
  if (twice !== undefined)
    throw new NetwachtError('badJson', `The key ${JSON.stringify(twice.slice(0, 64))} stands twice in one object`);
  return value;
}

async function readText(request: IncomingMessage, limitBytes: number): Promise<string> {
  // A compressed body could grow beyond its limit while it is unpacked, and no known client sends one.
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new NetwachtError('badEncoding', 'A compressed body is not understood');
  try {
    return String(await coBody.text(request, { limit: limitBytes, encoding: 'utf8' }));
  } catch (cause) {
    if (cause instanceof Error && 'type' in cause && cause.type === 'entity.too.large')
      throw new NetwachtError('tooLarge', `The body is larger than ${limitBytes} bytes`, { cause });
    throw new NetwachtError('badJson', 'The body could not be read to its end', { cause });
  }
}
