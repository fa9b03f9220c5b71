import { de } from '../../web/words/sessions/de.ts';
import { en } from '../../web/words/sessions/en.ts';
import { fr } from '../../web/words/sessions/fr.ts';
import { nl } from '../../web/words/sessions/nl.ts';
import { itSaysAll } from './dictionaries.ts';

describe('the words of the screen of sessions', () => {
  itSaysAll({ en, de, nl, fr }, [
    '(filter|head)\\.user',
    'head\\.begin',
    'detail\\.(meter|format|log)',
    'detail\\.meterOf\\.meter',
  ]);
});
