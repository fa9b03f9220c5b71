import { de } from '../../web/words/rules-screen/de.ts';
import { en } from '../../web/words/rules-screen/en.ts';
import { fr } from '../../web/words/rules-screen/fr.ts';
import { nl } from '../../web/words/rules-screen/nl.ts';
import { itSaysAll } from './dictionaries.ts';

describe('the words of the rules screen', () => {
  itSaysAll({ en, de, nl, fr }, ['overview\\.batteries', 'form\\.fields\\.to']);
});
