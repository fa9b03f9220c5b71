import { screenWords } from '../screen-words.tsx';
import type { ChartWords } from './en.ts';

/** The words of charts. */
export const { InWords: InChartWords, useWords: useChartWords } = screenWords<ChartWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
