import { screenWords } from '../screen-words.tsx';
import type { PeopleWords } from './en.ts';

/** The words of the sections about people and cards. */
export const { InWords: InPeopleWords, useWords: usePeopleWords } = screenWords<PeopleWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
