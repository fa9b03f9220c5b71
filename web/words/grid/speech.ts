import { screenWords } from '../screen-words.tsx';
import type { GridWords } from './en.ts';

/** The words of the screen about the grid operator. */
export const { InWords: InGridWords, useWords: useGridWords } = screenWords<GridWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
