/** Where a name stands as a word of its own in a formula, whatever its letter case; the whole text where it is spelled in another way. */
export function placeOf(text: string, word: string): { readonly from: number; readonly to: number } {
  const lower = text.toLowerCase();
  const wanted = word.toLowerCase();
  for (let from = lower.indexOf(wanted); from >= 0; from = lower.indexOf(wanted, from + 1)) {
    const to = from + wanted.length;
    if (!partOfName(lower[from - 1]) && !partOfName(lower[to])) return { from, to };
  }
  return { from: 0, to: text.length };
}

const partOfName = (character: string | undefined): boolean => character !== undefined && /[a-z0-9_]/.test(character);
