import type { ChartWords } from './en.ts';

export const nl: ChartWords = {
  walk: (title) => `${title}: loop erlangs met de pijltjestoetsen`,
  hint: 'Wijs in de grafiek, of loop erlangs met de pijltjestoetsen, om ze te lezen.',
  limit: 'Grens',
  limitOf: (value, reason) => `Grens ${value}: ${reason}`,
  table: 'Als tabel',
  time: 'Tijd',
  reason: 'Reden',
  total: 'Samen',
};
