import { screenWords } from '../screen-words.tsx';
import type { LogWords } from './en.ts';

/** The words of the section `log` of the settings. */
export const { InWords: InLogWords, useWords: useLogWords } = screenWords<LogWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
