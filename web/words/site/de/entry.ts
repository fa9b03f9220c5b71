import type { SiteWords } from '../en.ts';

export const entry: SiteWords['entry'] = {
  change: (name) => `${name} ändern`,
  added: (name) => `${name}: hinzugefügt.`,
  changed: (name) => `${name}: geändert.`,
  removed: (name) => `${name}: entfernt.`,
  required: 'Bitte ausfüllen.',
  time: 'Bitte eine Uhrzeit wie 17:30.',
  refused: 'So lässt sich das nicht speichern.',
  noSite: 'Dieses Gerät hat noch keine Einstellungen.',
  noSiteHint: 'Beginnen Sie mit dem ersten Start, oder bringen Sie eine Anlagendatei mit.',
  rowUp: (place) => `Zeile ${place}: nach oben`,
  rowRemove: (place) => `Zeile ${place}: entfernen`,
  emptyMeans: (value) => `Leer bedeutet ${value}.`,
  days: { mo: 'Mo', tu: 'Di', we: 'Mi', th: 'Do', fr: 'Fr', sa: 'Sa', su: 'So' },
  daysOf: 'Tage',
  id: 'Kurzname',
  idNote: 'Buchstaben, Ziffern, - und _; er bleibt, wie er ist.',
  name: 'Name',
  actions: 'Ändern',
  now: 'jetzt',
};
