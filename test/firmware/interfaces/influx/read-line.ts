/** A line of line protocol, read by the letter of its reference; written for the tests and independent of the writer. */
export interface ReadLine {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, number | string | boolean>>;
  readonly time: number;
}

/** Throws for what is no line. */
export function readLine(text: string): ReadLine {
  let at = 0;
  const until = (ends: string, escapes: string): string => {
    let out = '';
    while (at < text.length && !ends.includes(text[at] as string)) {
      if (text[at] === '\\' && escapes.includes(text[at + 1] ?? 'none')) at += 1;
      const char = text[at] as string;
      if (char === '\n' || char === '\r') throw new Error(`a line ends within a name: ${text}`);
      out += char;
      at += 1;
    }
    if (out === '') throw new Error(`an empty name at ${at} of ${text}`);
    return out;
  };
  const expect = (char: string): void => {
    if (text[at] !== char) throw new Error(`no "${char}" at ${at} of ${text}`);
    at += 1;
  };
  const measurement = until(', ', ', ');
  const tags: Record<string, string> = Object.create(null);
  while (text[at] === ',') {
    at += 1;
    const key = until('=, ', '=, ');
    expect('=');
    tags[key] = until(', ', '=, ');
  }
  expect(' ');
  const fields: Record<string, number | string | boolean> = Object.create(null);
  for (;;) {
    const key = until('=, ', '=, ');
    expect('=');
    if (text[at] === '"') {
      let value = '';
      for (at += 1; text[at] !== '"'; at += 1) {
        if (at >= text.length) throw new Error(`a text without end in ${text}`);
        if (text[at] === '\\' && '"\\'.includes(text[at + 1] ?? 'none')) at += 1;
        value += text[at];
      }
      at += 1;
      fields[key] = value;
    } else {
      const word = until(', ', '');
      if (!/^(true|false|-?\d+(\.\d+)?(e[+-]?\d+)?)$/.test(word)) throw new Error(`no value: ${word}`);
      fields[key] = word === 'true' || word === 'false' ? word === 'true' : Number(word);
    }
    if (text[at] !== ',') break;
    at += 1;
  }
  expect(' ');
  const time = text.slice(at);
  if (!/^-?\d+$/.test(time)) throw new Error(`no time: ${time}`);
  return { measurement, tags, fields, time: Number(time) };
}
