import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { usePart } from '../live/use-part.ts';
import { Fetching } from '../part/fetching.tsx';
import type { Language } from './language.ts';
import { useSpeech } from './speech.ts';

/**
 * The words of one screen: files of their own, a language each, fetched when the screen is opened, so that the start page
 * stays small. Gives the frame that fetches them and draws what is in it once they are there, and the way to them.
 */
export function screenWords<W>(fetchWords: Readonly<Record<Language, () => Promise<W>>>) {
  const Context = createContext<W | undefined>(undefined);

  function InWords({ children }: { readonly children: ComponentChildren }) {
    const { language } = useSpeech();
    const { part, failed } = usePart(language, (wanted) => fetchWords[wanted as Language]());
    if (part === undefined) return <Fetching failed={failed} />;
    return <Context.Provider value={part}>{children}</Context.Provider>;
  }

  function useWords(): W {
    const words = useContext(Context);
    if (words === undefined) throw new Error('a part of the screen is drawn before its words are there');
    return words;
  }

  return { InWords, useWords };
}
