import assert from 'node:assert/strict';
import { de } from '../../web/words/grid/de.ts';
import { en } from '../../web/words/grid/en.ts';
import { fr } from '../../web/words/grid/fr.ts';
import { nl } from '../../web/words/grid/nl.ts';
import { itSaysAll } from './dictionaries.ts';

const shared = [
  'variables\\.(name|title)',
  'play\\.timeUnits\\.minutes',
  'gateway\\.(title|functionOf\\.administration\\.name)',
  'certificates\\.(fingerprint|name|csr|curves\\.(brainpoolP(384|512)r1|P-256|P-384))',
  'channels\\.(uses\\.(ocpp|http)|variables|form\\.(id|variables))',
  'log\\.(from\\.(test|relay|channel)|chains\\.heads)',
];

describe('the words of the grid operator screen', () => {
  itSaysAll({ en, de, nl, fr }, shared);

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
