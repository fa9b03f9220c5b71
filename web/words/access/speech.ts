import { screenWords } from '../screen-words.tsx';
import type { AccessWords } from './en.ts';

/** The words of the section `access` of the settings. */
export const { InWords: InAccessWords, useWords: useAccessWords } = screenWords<AccessWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
