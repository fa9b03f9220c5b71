import { de } from '../../web/words/devices/de.ts';
import { en } from '../../web/words/devices/en.ts';
import { fr } from '../../web/words/devices/fr.ts';
import { nl } from '../../web/words/devices/nl.ts';
import { itSaysAll } from './dictionaries.ts';

/** Names of techniques, units and what is empty. */
const shared = [
  'product\\.way\\.(tcp|http|mqtt|ocpp|contact)',
  'product\\.kind\\.meter',
  'form\\.(topic|chip|port|connector|broker|roleNotes\\.chargePoint|phases|circuit)',
  'form\\.reaches\\.(broker|contact)',
  'scan\\.(at|port)',
  'list\\.unitShort',
  'list\\.kinds\\.(meter|storage)',
  'list\\.columns\\.(product|circuit|phases)',
  'lines\\.(kinds\\.rtu-over-tcp|parities\\.even|framings\\.(rtu|ascii)|baudRate)',
];

describe('the words of the screen of devices', () => {
  itSaysAll({ en, de, nl, fr }, shared);
});
