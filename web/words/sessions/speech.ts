import { screenWords } from '../screen-words.tsx';
import type { SessionsWords } from './en.ts';

/** The words of the screen of charging sessions. */
export const { InWords: InSessionsWords, useWords: useSessionsWords } = screenWords<SessionsWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
