import assert from 'node:assert/strict';
import { rootCodes } from '../../firmware/domain/box-codes.ts';
import { de } from '../../web/words/box/de.ts';
import { en } from '../../web/words/box/en.ts';
import { fr } from '../../web/words/box/fr.ts';
import { nl } from '../../web/words/box/nl.ts';
import { itSaysAll } from './dictionaries.ts';

const shared = [
  'update\\.(title|inSlot|other)',
  'bundle\\.(version|sha256)',
  'network\\.(gateway|form\\.gateway)',
  'about\\.(version|image|licences)',
];

describe('the words of the screen about the box', () => {
  itSaysAll({ en, de, nl, fr }, shared);

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
