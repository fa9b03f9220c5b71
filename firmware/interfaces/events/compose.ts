import { type EventFacts, type EventLanguage, eventSeverities, type SiteEvent } from '../../domain/events.ts';
import { type EventSpeech, type Figures, speeches } from './words/speech.ts';

/** An event in words. */
export interface Line {
  readonly event: SiteEvent;
  readonly id: string;
  readonly sentence: string;
}

/** One message for people: title and text are single lines and plain text; nothing in them can end a header. */
export interface Message {
  /** The same for every try: receivers know one that comes twice. */
  readonly id: string;
  readonly language: EventLanguage;
  readonly title: string;
  readonly text: string;
  /** 3 normal, 4 high, 5 urgent. */
  readonly priority: 3 | 4 | 5;
  readonly atMs: number;
  readonly lines: readonly Line[];
  readonly site: string;
}

export interface ComposeItem {
  readonly id: string;
  readonly event: SiteEvent;
  readonly names: boolean;
}

const longestTitle = 150;
const linesInText = 20;

/** Puts what is due for a channel into one message: the gravest first. */
export function compose(
  items: readonly ComposeItem[],
  missed: number,
  around: {
    readonly language: EventLanguage;
    readonly site: string;
    readonly timeZone: string;
    readonly nowMs: number;
  },
): Message {
  const { language, timeZone, nowMs } = around;
  const speech = speeches[language];
  const site = plain(around.site);
  const weight = ({ event }: ComposeItem) => eventSeverities.indexOf(event.severity);
  const gravest = items.reduce((worst, one) => (weight(one) > weight(worst) ? one : worst));
  const lineOf = ({ id, event, names }: ComposeItem): Line => ({
    id,
    event,
    sentence: sentenceOf(event, names, speech),
  });
  const lines = items.map(lineOf);
  const others = items.length - 1;
  const first = shortened(lineOf(gravest).sentence, longestTitle - site.length);
  const at = new Intl.DateTimeFormat(speech.locale, { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const shown = lines
    .slice(0, linesInText)
    .map(({ event, sentence }) => `${plain(at.format(event.atMs))}  ${sentence}.`);
  const more = lines.length - shown.length;
  return {
    id: gravest.id,
    language,
    title: `${site}: ${first}${others === 0 ? '' : ` (${speech.more(others)})`}`,
    text: [...shown, ...(more > 0 ? [speech.more(more)] : []), ...(missed > 0 ? [speech.missed(missed)] : [])].join(
      '\n',
    ),
    priority: gravest.event.severity === 'fault' ? 5 : gravest.event.severity === 'warning' ? 4 : 3,
    atMs: nowMs,
    lines,
    site,
  };
}

/** What a try says. */
export function testMessage(id: string, language: EventLanguage, site: string, nowMs: number): Message {
  const { test } = speeches[language];
  const name = plain(site);
  return {
    id,
    language,
    title: `${name}: ${test.title}`,
    text: test.text,
    priority: 3,
    atMs: nowMs,
    lines: [],
    site: name,
  };
}

/** What a try is called. */
export const testTitle = (language: EventLanguage): string => speeches[language].test.title;

/** Last line of a mail. */
export const footerOf = ({ language, site }: Message): string => speeches[language].footer(site);

export function sentenceOf({ code, stage, facts }: SiteEvent, names: boolean, speech: EventSpeech): string {
  const { person, ...others } = facts;
  const told: EventFacts = {
    ...others,
    what: plain(facts.what),
    ...(names && person !== undefined ? { person: plain(person) } : {}),
    ...(facts.by === undefined ? {} : { by: plain(facts.by) }),
    ...(facts.version === undefined ? {} : { version: plain(facts.version) }),
  };
  const figures = figuresOf(speech.locale);
  const end = stage === 'over' ? speech.ends[code] : undefined;
  if (end !== undefined) return end(told, figures);
  const sentence = speech.begins[code](told, figures);
  return stage === 'over' ? speech.over(sentence) : sentence;
}

/** The same without the name of a person, for where no rule asks for it. */
export function nameless(event: SiteEvent): SiteEvent {
  const { person: _, ...facts } = event.facts;
  return { ...event, facts };
}

/** An event that takes no more room than its words: names out of a network may be of any length. */
export function bounded(event: SiteEvent): SiteEvent {
  const texts = (['what', 'person', 'version', 'by'] as const).flatMap((key) => {
    const text = event.facts[key];
    return text === undefined ? [] : [[key, plain(text)] as const];
  });
  return { ...event, facts: { ...event.facts, ...Object.fromEntries(texts) } };
}

/** One line of text that can be read: no control characters, no turned-round writing, no more than a name has. */
export const plain = (text: string): string =>
  shortened(
    text
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
    80,
  );

const shortened = (text: string, most: number): string => {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
};

function figuresOf(locale: string): Figures {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  return {
    limit: ({ limitA, limitW }) =>
      limitW === undefined ? (limitA === undefined ? '' : `${number(limitA, 1)} A`) : `${number(limitW / 1000, 2)} kW`,
    energy: ({ energyWh = 0 }) => `${number(energyWh / 1000, 1)} kWh`,
    cost: ({ costCt }) =>
      costCt === undefined
        ? undefined
        : new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(costCt / 100),
    duration({ durationS = 0 }) {
      const minutes = Math.round(durationS / 60);
      return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
    },
  };
}
