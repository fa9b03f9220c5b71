import { de } from '../../web/words/people/de.ts';
import { en } from '../../web/words/people/en.ts';
import { fr } from '../../web/words/people/fr.ts';
import { nl } from '../../web/words/people/nl.ts';
import { itSaysAll } from './dictionaries.ts';

describe('the words about people and cards', () => {
  itSaysAll({ en, de, nl, fr }, [
    'people\\.(name|budget|topUp|pin|sessions)',
    'budget\\.amount\\.(kWh|min)',
    'give\\.nameExample',
    'topUp\\.title',
    'card\\.phasesField',
  ]);
});
