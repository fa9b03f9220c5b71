import { de as checkDe } from '../../web/words/check/de.ts';
import { en as checkEn } from '../../web/words/check/en.ts';
import { fr as checkFr } from '../../web/words/check/fr.ts';
import { nl as checkNl } from '../../web/words/check/nl.ts';
import { de } from '../../web/words/start/de.ts';
import { en } from '../../web/words/start/en.ts';
import { fr } from '../../web/words/start/fr.ts';
import { nl } from '../../web/words/start/nl.ts';
import { itSaysAll } from './dictionaries.ts';

describe('the words of the first start', () => {
  itSaysAll({ en, de, nl, fr }, [
    'steps\\.gateway\\.title',
    'skip',
    'lines\\.(port|parities\\.even)',
    'devices\\.(circuit|name)',
    '(check|done)\\.meter',
  ]);
});

describe('the words of the commissioning checks', () => {
  itSaysAll({ en: checkEn, de: checkDe, nl: checkNl, fr: checkFr }, ['factorSays', 'phases']);
});
