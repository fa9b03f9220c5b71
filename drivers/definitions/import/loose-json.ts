import { NetwachtError } from '../../../firmware/domain/errors.ts';

/** Files of the original are a few KiB. */
const maxCharacters = 256 * 1024;
const maxDepth = 16;

/**
 * JSON as the original writes it: with comments from two slashes to the end of the line and with numbers such as 0x1F.
 * Throws NetwachtError `badFile` with the line of what cannot be read.
 */
export function parseLooseJson(source: string): unknown {
  if (source.length > maxCharacters)
    throw new NetwachtError('badFile', `A meter file has at most ${maxCharacters / 1024} KiB`);
  const text = strict(source.replace(/^\uFEFF/, ' '));
  try {
    return JSON.parse(text);
  } catch (cause) {
    const at = /position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    const where = at === undefined ? '' : ` (line ${lineOf(source, Number(at))})`;
    throw new NetwachtError('badFile', `This is no JSON, not even with // comments and 0x numbers${where}`, { cause });
  }
}

/** The same text as JSON proper, every character in its place so that positions stay true. */
function strict(source: string): string {
  const out: string[] = [];
  let depth = 0;
  let at = 0;
  while (at < source.length) {
    const char = source[at] ?? '';
    if (char === '"') {
      const end = endOfString(source, at);
      out.push(source.slice(at, end));
      at = end;
      continue;
    }
    if (char === '/' && source[at + 1] === '/') {
      const end = source.indexOf('\n', at) < 0 ? source.length : source.indexOf('\n', at);
      out.push(' '.repeat(end - at));
      at = end;
      continue;
    }
    const word = /[0-9A-Za-z]/.test(char)
      ? (/^[0-9A-Za-z.+-]{1,64}/.exec(source.slice(at, at + 64))?.[0] ?? char)
      : char;
    out.push(/^0[xX][0-9a-fA-F]{1,12}$/.test(word) ? String(Number(word)).padEnd(word.length) : word);
    at += word.length;
    if (char === '{' || char === '[') depth += 1;
    if (char === '}' || char === ']') depth -= 1;
    if (depth > maxDepth)
      throw new NetwachtError(
        'badFile',
        `A meter file is at most ${maxDepth} levels deep (line ${lineOf(source, at)})`,
      );
  }
  return out.join('');
}

/** Index behind the string that begins at `from`. */
function endOfString(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '"') return at + 1;
  }
  return source.length;
}

const lineOf = (source: string, at: number): number => source.slice(0, at).split('\n').length;
