export const en = {
  walk: (title: string) => `${title}: walk along it with the arrow keys`,
  hint: 'Point at the chart, or walk along it with the arrow keys, to read it.',
  limit: 'Limit',
  limitOf: (value: string, reason: string) => `Limit ${value}: ${reason}`,
  table: 'As a table',
  time: 'Time',
  reason: 'Reason',
  total: 'Together',
};

export type ChartWords = typeof en;
