import { screenWords } from '../screen-words.tsx';
import type { SettingsWords } from './en.ts';

/** The words of the list of settings. */
export const { InWords: InSettingsWords, useWords: useSettingsWords } = screenWords<SettingsWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
