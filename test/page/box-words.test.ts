import assert from 'node:assert/strict';
import { rootCodes } from '../../firmware/domain/box-codes.ts';
import { de } from '../../web/words/box/de.ts';
import { en } from '../../web/words/box/en.ts';
import { fr } from '../../web/words/box/fr.ts';
import { nl } from '../../web/words/box/nl.ts';

/** What is the same in several languages: names, and words that a language shares. */
const shared = new RegExp(
  `^(${[
    'update\\.(title|inSlot|other)',
    'bundle\\.(version|sha256)',
    'network\\.(gateway|form\\.gateway)',
    'about\\.(version|image|licences)',
  ].join('|')})$`,
);

describe('the words of the screen about the box', () => {
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

  it('have a sentence for every refusal of the root service', () => {
    for (const [language, words] of Object.entries({ en, de, nl, fr }))
      assert.deepEqual(
        rootCodes.filter((code) => !Object.hasOwn(words.problem, code)),
        [],
        language,
      );
  });

  it('S17 say in every language that development keys are not for a building', () => {
    const word = {
      en: 'development keys',
      de: 'Entwicklungsschlüsseln',
      nl: 'ontwikkelsleutels',
      fr: 'clés de développement',
    };
    for (const [language, words] of Object.entries({ en, de, nl, fr }))
      assert.ok(words.update.development.includes(word[language as 'en']), language);
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
