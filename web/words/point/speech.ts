import { screenWords } from '../screen-words.tsx';
import type { PointWords } from './en.ts';

/** The words of the screen of one charge point. */
export const { InWords: InPointWords, useWords: usePointWords } = screenWords<PointWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
