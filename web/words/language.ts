import type { Words } from './en.ts';

/** The languages of the page, each under its own name. */
export const languages = { en: 'English', nl: 'Nederlands', de: 'Deutsch', fr: 'Français' } as const;
export type Language = keyof typeof languages;

const kept = 'netwacht.language';

export const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text);

/** What this person chose before, else the first language of the browser that we speak, else English. */
export function firstLanguage(): Language {
  const chosen = localStorage.getItem(kept);
  const wished = [chosen ?? '', ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wished.find(isLanguage) ?? 'en';
}

/** Whether somebody has chosen here before. */
export const hasChosen = (): boolean => isLanguage(localStorage.getItem(kept) ?? '');

export const keepLanguage = (language: Language): void => localStorage.setItem(kept, language);

/** One language is one file, and only that one is fetched. */
export async function loadWords(language: Language): Promise<Words> {
  switch (language) {
    case 'nl':
      return (await import('./nl.ts')).nl;
    case 'de':
      return (await import('./de.ts')).de;
    case 'fr':
      return (await import('./fr.ts')).fr;
    case 'en':
      return (await import('./en.ts')).en;
  }
}
