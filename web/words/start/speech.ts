import { screenWords } from '../screen-words.tsx';
import type { StartWords } from './en.ts';

/** The words of the first start. */
export const { InWords: InStartWords, useWords: useStartWords } = screenWords<StartWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
