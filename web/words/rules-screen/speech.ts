import type { RuleWords } from '../rules/en.ts';
import { screenWords } from '../screen-words.tsx';
import type { RulesScreenWords } from './en.ts';

/** The words of the screen about rules, with those that rules themselves are said in. */
export const { InWords: InRulesWords, useWords: useRulesWords } = screenWords<RulesScreenWords & { rule: RuleWords }>({
  nl: async () => both((await import('./nl.ts')).nl, (await import('../rules/nl.ts')).nl),
  de: async () => both((await import('./de.ts')).de, (await import('../rules/de.ts')).de),
  fr: async () => both((await import('./fr.ts')).fr, (await import('../rules/fr.ts')).fr),
  en: async () => both((await import('./en.ts')).en, (await import('../rules/en.ts')).en),
});

const both = (words: RulesScreenWords, rule: RuleWords) => ({ ...words, rule });
