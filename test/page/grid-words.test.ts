import assert from 'node:assert/strict';
import { de } from '../../web/words/grid/de.ts';
import { en } from '../../web/words/grid/en.ts';
import { fr } from '../../web/words/grid/fr.ts';
import { nl } from '../../web/words/grid/nl.ts';

/** What is the same in several languages: names, units, examples, words that a language shares. */
const shared = new RegExp(
  `^(${[
    'gateway\\.(title|functionOf\\.administration\\.name)',
    'certificates\\.(fingerprint|name|csr|curves\\.(brainpoolP(384|512)r1|P-256|P-384))',
    'channels\\.(uses\\.(ocpp|http)|variables|form\\.(id|variables))',
    'log\\.(from\\.(test|relay|channel)|chains\\.heads)',
  ].join('|')})$`,
);

describe('the words of the grid operator screen', () => {
  const english = texts(en);
  for (const [language, words] of Object.entries({ de, nl, fr })) {
    it(`are all said in ${language}, each with what it is about`, () => {
      const said = texts(words);
      assert.deepEqual([...said.keys()], [...english.keys()]);
      const left = [...said].filter(([key, text]) => text === english.get(key) && !shared.test(key));
      assert.deepEqual(left, []);
      // A sentence with a gap that a language forgot to fill would say less than the others.
      for (const [key, text] of english)
        for (const [gap] of text.matchAll(/⟨\d⟩/g)) assert.ok(said.get(key)?.includes(gap), `${language} ${key}`);
    });
  }

  it('call HKS4, HKS5 and SNI experimental wherever one is to choose', () => {
    const word = { en: 'experimental', de: 'experimentell', nl: 'experimenteel', fr: 'expérimental' };
    for (const [language, words] of Object.entries({ en, de, nl, fr })) {
      const { scenarios, addressings } = words.channels.form;
      for (const text of [scenarios.HKS4, scenarios.HKS5, addressings.sni, words.experimental])
        assert.ok(text.includes(word[language as 'en']), `${language}: ${text}`);
      assert.ok(!scenarios.HKS3.includes(word[language as 'en']));
    }
  });
});

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
