/**
 * On which line of a JSON text a path such as `circuits[0].limits[1].fallback` stands, from 1; of a key that is missing the line of what it is
 * missing in. The text is JSON that can be read.
 */
export function lineOf(text: string, path: string): number {
  const wanted = path === '' ? [] : path.split(/\.|\[(\d+)\]\.?/).filter((part) => part !== undefined && part !== '');
  let at = 0;
  let best = { depth: 0, at: 0 };

  const skip = (): void => {
    while (/\s/.test(text[at] ?? '')) at += 1;
  };
  const string = (): string => {
    const from = at;
    for (at += 1; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
    at += 1;
    return JSON.parse(text.slice(from, at)) as string;
  };
  /** Walks one value; `depth`: how many parts of the path lead to it, -1 when it is not on the way. */
  function value(depth: number): void {
    skip();
    if (depth > best.depth) best = { depth, at };
    if (text[at] === '"') string();
    else if (text[at] === '{') members(depth, '}', () => string());
    else if (text[at] === '[') {
      let index = 0;
      members(depth, ']', () => String(index++));
    } else while (at < text.length && !/[\s,}\]]/.test(text[at] ?? '')) at += 1;
  }
  function members(depth: number, end: string, key: () => string): void {
    at += 1;
    for (skip(); at < text.length && text[at] !== end; skip()) {
      const from = at;
      const name = key();
      const on = depth >= 0 && wanted[depth] === name;
      if (on && depth + 1 > best.depth) best = { depth: depth + 1, at: from };
      if (end === '}') {
        skip();
        at += 1;
      }
      value(on ? depth + 1 : -1);
      skip();
      if (text[at] === ',') at += 1;
    }
    at += 1;
  }

  value(0);
  return text.slice(0, best.at).split('\n').length;
}

/** The line of a text at which it stopped being JSON, if the browser says where. */
export function brokenLine(text: string, message: string): number | undefined {
  const [, line] = /line (\d+)/.exec(message) ?? [];
  if (line !== undefined) return Number(line);
  const [, position] = /position (\d+)/.exec(message) ?? [];
  return position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
}
