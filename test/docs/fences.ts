import { globSync, readFileSync } from 'node:fs';

/** One example of the manual. */
export interface Fence {
  readonly file: string;
  /** Of its first line. */
  readonly line: number;
  /** "sh", "json", "ts"; empty: a picture or a sketch. */
  readonly language: string;
  readonly text: string;
}

/** Every fenced example of the README and the manual, in the order of the files. */
export const fencesOfManual = (): readonly Fence[] =>
  ['README.md', ...globSync('docs/*.md').sort()].flatMap((file) => fencesOf(file, readFileSync(file, 'utf8')));

/** The fenced parts of one text. */
export function fencesOf(file: string, text: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { line: number; language: string; lines: string[] } | undefined;
  text.split('\n').forEach((line, k) => {
    const fence = /^```(\w*)$/.exec(line.trim());
    if (fence === null) open?.lines.push(line);
    else if (open === undefined) open = { line: k + 2, language: fence[1] ?? '', lines: [] };
    else {
      fences.push({ file, line: open.line, language: open.language, text: open.lines.join('\n') });
      open = undefined;
    }
  });
  return fences;
}
