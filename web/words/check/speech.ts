import { screenWords } from '../screen-words.tsx';
import type { CheckWords } from './en.ts';

/** The words of the commissioning checks. */
export const { InWords: InCheckWords, useWords: useCheckWords } = screenWords<CheckWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
