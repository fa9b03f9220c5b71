/** Whether a UTF-16 code unit is one of those meant. */
export type CharTest = (code: number) => boolean;

const isDigit: CharTest = (code) => code >= 48 && code <= 57;
const isWord: CharTest = (code) =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
const isSpace: CharTest = (code) => (code >= 9 && code <= 13) || code === 32 || code === 0xa0 || code === 0xfeff;
const not =
  (test: CharTest): CharTest =>
  (code) =>
    !test(code);

const named: Readonly<Record<string, CharTest>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};
const control: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11 };

/** What `\x` means; `undefined` for a letter or digit without a meaning here (`\b`, `\1`). */
export function escapeTest(char: string): CharTest | undefined {
  const test = named[char];
  if (test !== undefined) return test;
  const code = codeOf(char);
  return code === undefined ? undefined : (given) => given === code;
}

function codeOf(char: string): number | undefined {
  const code = control[char];
  if (code !== undefined) return code;
  return char === '' || /[A-Za-z0-9]/.test(char) ? undefined : char.charCodeAt(0);
}

/** Index of the `]` that ends a class whose inside begins at `from`. */
export function endOfClass(source: string, from: number): number | undefined {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === ']' && at > from + (source[from] === '^' ? 1 : 0)) return at;
  }
  return undefined;
}

/** The inside of `[…]`: characters, ranges and escapes; `^` first turns it round. */
export function classTest(inside: string): CharTest | undefined {
  const turned = inside.startsWith('^');
  const tests: CharTest[] = [];
  let at = turned ? 1 : 0;
  const code = (): number | undefined => {
    const escaped = inside[at] === '\\';
    const char = inside[escaped ? at + 1 : at] ?? '';
    at += escaped ? 2 : 1;
    return escaped ? codeOf(char) : char.charCodeAt(0);
  };
  while (at < inside.length) {
    const whole = inside[at] === '\\' ? named[inside[at + 1] ?? ''] : undefined;
    if (whole !== undefined) {
      tests.push(whole);
      at += 2;
      continue;
    }
    const low = code();
    let high = low;
    if (inside[at] === '-' && at + 1 < inside.length) {
      at += 1;
      high = code();
    }
    if (low === undefined || high === undefined || high < low) return undefined;
    tests.push(between(low, high));
  }
  const any: CharTest = (given) => tests.some((test) => test(given));
  return turned ? not(any) : any;
}

const between =
  (low: number, high: number): CharTest =>
  (code) =>
    code >= low && code <= high;
