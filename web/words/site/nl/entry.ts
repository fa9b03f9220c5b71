import type { SiteWords } from '../en.ts';

export const entry: SiteWords['entry'] = {
  change: (name) => `${name} wijzigen`,
  added: (name) => `${name}: toegevoegd.`,
  changed: (name) => `${name}: gewijzigd.`,
  removed: (name) => `${name}: verwijderd.`,
  required: 'Vul dit in.',
  time: 'Een tijd zoals 17:30, graag.',
  refused: 'Dit kan zo niet worden opgeslagen.',
  noSite: 'Dit kastje heeft nog geen instellingen.',
  noSiteHint: 'Begin met de eerste start, of breng een installatiebestand.',
  rowUp: (place) => `Rij ${place}: naar boven`,
  rowRemove: (place) => `Rij ${place}: verwijderen`,
  emptyMeans: (value) => `Leeg betekent ${value}.`,
  days: { mo: 'ma', tu: 'di', we: 'wo', th: 'do', fr: 'vr', sa: 'za', su: 'zo' },
  daysOf: 'Dagen',
  id: 'Korte naam',
  idNote: 'Letters, cijfers, - en _; die blijft zoals hij is.',
  name: 'Naam',
  actions: 'Wijzigen',
  now: 'nu',
};
