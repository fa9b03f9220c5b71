import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { NetwachtError } from '../../domain/errors.ts';
import { writeSecretFile } from '../../store/secret-file.ts';

/** A JSON file that is whole or as it was before. Throws `notPersisted`. */
export const keep = (file: string, value: unknown): void => keepText(file, `${JSON.stringify(value, null, 2)}\n`);

/** A file that is whole or as it was before. Throws `notPersisted`. */
export function keepText(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeSecretFile(file, text);
  } catch (cause) {
    throw new NetwachtError('notPersisted', 'The disk of this box does not take the setting; nothing was changed', {
      cause,
    });
  }
}

/** What was kept: undefined where there is no file; throws whatever is wrong with one that is there. */
export function readKept<T>(file: string, check: (value: unknown) => T): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return check(JSON.parse(text));
}

export const forget = (file: string): void => rmSync(file, { force: true });
