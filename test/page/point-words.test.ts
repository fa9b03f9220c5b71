import { de } from '../../web/words/point/de.ts';
import { en } from '../../web/words/point/en.ts';
import { fr } from '../../web/words/point/fr.ts';
import { nl } from '../../web/words/point/nl.ts';
import { itSaysAll } from './dictionaries.ts';

/** Names and units. */
const shared = [
  'amps\\.phase',
  'session\\.(user|all)',
  'does\\.phases',
  'holds\\.slot',
  'events\\.began',
  'set\\.mode',
  'does\\.said\\.phases',
];

describe('the words of the screen of a charge point', () => {
  itSaysAll({ en, de, nl, fr }, shared);
});
