import { screenWords } from '../screen-words.tsx';
import type { SiteWords } from './en.ts';

/** The words of the sections that change the site document. */
export const { InWords: InSiteWords, useWords: useSiteWords } = screenWords<SiteWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
