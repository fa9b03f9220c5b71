import { screenWords } from '../screen-words.tsx';
import type { MetricsWords } from './en.ts';

/** The words of the settings of metrics and databases. */
export const { InWords: InMetricsWords, useWords: useMetricsWords } = screenWords<MetricsWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
