const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * The first key that stands twice in one object of a JSON text, which JSON.parse hides by taking the last one.
 * `text` must be valid JSON (already parsed once). One pass, no recursion.
 */
export function duplicateKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let expectsKey = false;
  for (const [part] of text.matchAll(token)) {
    if (part === '{' || part === '[') {
      open.push(part === '{' ? new Set() : undefined);
      expectsKey = part === '{';
    } else if (part === '}' || part === ']') {
      open.pop();
      expectsKey = false;
    } else if (part === ',') {
      expectsKey = open.at(-1) !== undefined;
    } else if (part === ':') {
      expectsKey = false;
    } else if (expectsKey) {
      const key = String(JSON.parse(part));
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
