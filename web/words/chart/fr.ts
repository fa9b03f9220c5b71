import type { ChartWords } from './en.ts';

export const fr: ChartWords = {
  walk: (title) => `${title} : parcourir avec les flèches du clavier`,
  hint: 'Pointez dans le graphique, ou parcourez-le avec les flèches du clavier, pour le lire.',
  limit: 'Limite',
  limitOf: (value, reason) => `Limite ${value} : ${reason}`,
  table: 'Sous forme de tableau',
  time: 'Heure',
  reason: 'Raison',
  total: 'Ensemble',
};
