/** No key of ours is longer; one of somebody else's must not fill the answer. */
const longestPart = 64;

/** `circuits[0].limits[1].fallback` from the parts of a path. */
export function pathText(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part).slice(0, longestPart);
    return text === '' ? name : `${text}.${name}`;
  }, '');
}
