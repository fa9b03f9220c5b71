import assert from 'node:assert/strict';

export interface Dictionaries<W extends object> {
  readonly en: W;
  readonly de: W;
  readonly nl: W;
  readonly fr: W;
}

/**
 * Tests that each language says all that English says, in words of its own. `shared`: keys, as parts of a regular expression, of what is
 * the same in several languages: names, units, examples, words that a language shares.
 */
export function itSaysAll<W extends object>({ en, ...others }: Dictionaries<W>, shared: readonly string[]): void {
  const english = texts(en);
  const mayBeSame = new RegExp(`^(${shared.join('|')})$`);
  for (const [language, words] of Object.entries<W>(others))
    it(`are all said in ${language}, each with what it is about`, () => {
      const said = texts(words);
      assert.deepEqual([...said.keys()], [...english.keys()]);
      const left = [...said].filter(([key, text]) => text === english.get(key) && !mayBeSame.test(key));
      assert.deepEqual(left, []);
      // A sentence with a gap that a language forgot to fill would say less than the others.
      for (const [key, text] of english)
        for (const [gap] of text.matchAll(/⟨\d⟩/g)) assert.ok(said.get(key)?.includes(gap), `${language} ${key}`);
    });
}

/** Every text by its key; a sentence with gaps is said with marks in them. */
function texts(words: object, at = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, value]: [string, unknown]): [string, string][] => {
      const key = at === '' ? name : `${at}.${name}`;
      if (typeof value === 'string') return [[key, value]];
      if (typeof value === 'function') return [[key, String(value('⟨1⟩', '⟨2⟩'))]];
      return [...texts(value as object, key)];
    }),
  );
}
