import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../language.ts';
import type { BoxWords } from './en.ts';

/** The words of the screen about the box itself: a file of their own, so that the start page stays small. */
export async function loadBoxWords(language: Language): Promise<BoxWords> {
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

export const BoxWordsContext = createContext<BoxWords | undefined>(undefined);

export function useBoxWords(): BoxWords {
  const words = useContext(BoxWordsContext);
  if (words === undefined) throw new Error('a part of the screen is drawn before its words are there');
  return words;
}
