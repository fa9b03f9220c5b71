import { screenWords } from '../screen-words.tsx';
import type { BoxWords } from './en.ts';

/** The words of the screen about the box itself. */
export const { InWords: InBoxWords, useWords: useBoxWords } = screenWords<BoxWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
