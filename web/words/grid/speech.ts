import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../language.ts';
import type { GridWords } from './en.ts';

/** The words of the grid operator's screen: a file of their own, so that the start page stays small. */
export async function loadGridWords(language: Language): Promise<GridWords> {
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

export const GridWordsContext = createContext<GridWords | undefined>(undefined);

export function useGridWords(): GridWords {
  const words = useContext(GridWordsContext);
  if (words === undefined) throw new Error('a part of the screen is drawn before its words are there');
  return words;
}
