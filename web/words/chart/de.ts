import type { ChartWords } from './en.ts';

export const de: ChartWords = {
  walk: (title) => `${title}: mit den Pfeiltasten entlanggehen`,
  hint: 'Zeigen Sie in das Diagramm oder gehen Sie mit den Pfeiltasten daran entlang, um es abzulesen.',
  limit: 'Grenze',
  limitOf: (value, reason) => `Grenze ${value}: ${reason}`,
  table: 'Als Tabelle',
  time: 'Zeit',
  reason: 'Grund',
  total: 'Zusammen',
};
