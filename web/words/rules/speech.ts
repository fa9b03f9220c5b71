import { screenWords } from '../screen-words.tsx';
import type { RuleWords } from './en.ts';

/** The words in which rules are said. */
export const { InWords: InRuleWords, useWords: useRuleWords } = screenWords<RuleWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
