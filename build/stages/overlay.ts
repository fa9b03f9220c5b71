import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { NetwachtError } from '../../firmware/domain/errors.ts';

/**
 * Lays the files of a folder over a tree: owned by root, 0755 where they may be run and 0644 else, whatever the checkout
 * has. A file `NAME.in` becomes `NAME` with each `@WORD@` replaced; an unknown word throws `unknownWord`. A folder that is
 * not there is none.
 */
export function layOver(folder: string, tree: string, words: Readonly<Record<string, string>>): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).sort()) {
    const from = join(folder, name);
    const stat = lstatSync(from);
    if (stat.isDirectory()) {
      if (lstatSync(join(tree, name), { throwIfNoEntry: false }) === undefined) mkdirSync(join(tree, name), 0o755);
      layOver(from, join(tree, name), words);
      continue;
    }
    const template = name.endsWith('.in');
    const to = join(tree, template ? name.slice(0, -'.in'.length) : name);
    rmSync(to, { force: true });
    if (stat.isSymbolicLink()) {
      symlinkSync(readlinkSync(from), to);
      continue;
    }
    const content = readFileSync(from);
    writeFileSync(to, template ? filledIn(content.toString(), words, from) : content);
    chmodSync(to, (stat.mode & 0o111) !== 0 ? 0o755 : 0o644);
  }
}

/** Text with each `@WORD@` replaced by its value. */
export function filledIn(text: string, words: Readonly<Record<string, string>>, path: string): string {
  return text.replaceAll(/@([A-Z_]+)@/g, (_, word: string) => {
    const value = words[word];
    if (value === undefined) {
      throw new NetwachtError('unknownWord', `${path} has @${word}@; known are ${Object.keys(words).join(', ')}`, {
        path,
      });
    }
    return value;
  });
}

/** Words that files of the overlay and of the loader may ask for. */
export function wordsOf(build: { target: { name: string }; version: string; commit: string }): Record<string, string> {
  return { TARGET: build.target.name, VERSION: build.version, COMMIT: build.commit };
}
