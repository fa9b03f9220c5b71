import { de } from '../../web/words/site/de.ts';
import { en } from '../../web/words/site/en.ts';
import { fr } from '../../web/words/site/fr.ts';
import { nl } from '../../web/words/site/nl.ts';
import { itSaysAll } from './dictionaries.ts';

describe('the words of the sections that change the site', () => {
  itSaysAll({ en, de, nl, fr }, [
    'tariffs\\.(variable|perKwh)',
    'entry\\.(name|days\\..*)',
    'house\\.(reserve|circuit\\.name)',
    'messages\\.(kinds\\..*|languages\\..*|port|tlsKinds\\.(starttls|tls)|shapes\\.json|body|headers|what|topics\\.updates)',
    'house\\.grid\\.(inverts|bias|biases\\..*|presets\\..*|chip|circuit)',
  ]);
});
