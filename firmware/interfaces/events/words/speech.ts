import type { EventCode, EventFacts, EventLanguage } from '../../../domain/events.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { nl } from './nl.ts';

/** Figures in the way of a language. */
export interface Figures {
  /** `4.2 kW` or `16 A`; empty where nobody said how much. */
  limit(facts: EventFacts): string;
  /** `12.3 kWh` */
  energy(facts: EventFacts): string;
  /** `€ 3.21`; undefined: nobody said what it costs. */
  cost(facts: EventFacts): string | undefined;
  /** `1 h 20 min` */
  duration(facts: EventFacts): string;
}

export type Sentence = (facts: EventFacts, figures: Figures) => string;

/** Everything that is said to people in one language. A code without a sentence is an error of types. */
export interface EventSpeech {
  /** For dates and numbers. */
  readonly locale: string;
  readonly begins: Readonly<Record<EventCode, Sentence>>;
  /** What says the end better than `over` does. */
  readonly ends: Readonly<Partial<Record<EventCode, Sentence>>>;
  /** The end of something, from the sentence that told its begin. */
  over(sentence: string): string;
  /** Behind the first sentence, in a title: `and 7 more`. */
  more(count: number): string;
  /** What there was no room for. */
  missed(count: number): string;
  readonly test: { readonly title: string; readonly text: string };
  /** Last line of a mail. */
  footer(site: string): string;
}

/** What is said to people, by language. */
export const speeches: Readonly<Record<EventLanguage, EventSpeech>> = { en, nl, de, fr };
