import { screenWords } from '../screen-words.tsx';
import type { OcppWords } from './en.ts';

/** The words of the settings of OCPP. */
export const { InWords: InOcppWords, useWords: useOcppWords } = screenWords<OcppWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
