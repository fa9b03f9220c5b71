import { screenWords } from '../screen-words.tsx';
import type { HistoryWords } from './en.ts';

/** The words of the screen about what was. */
export const { InWords: InHistoryWords, useWords: useHistoryWords } = screenWords<HistoryWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
