import { screenWords } from '../screen-words.tsx';
import type { BackupWords } from './en.ts';

/** The words of the section `backup` of the settings. */
export const { InWords: InBackupWords, useWords: useBackupWords } = screenWords<BackupWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
