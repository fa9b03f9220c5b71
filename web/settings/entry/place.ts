import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import type { Entry } from './field-spec.ts';

/** A list of entries in the site document: where it stands and how another takes its place. */
export interface ListPlace {
  readonly list: (site: SiteDocument) => readonly Entry[];
  readonly withList: (site: SiteDocument, list: readonly Entry[]) => SiteDocument;
  /** As the box names it: `circuits[1].limits`. */
  readonly path: (site: SiteDocument) => string;
}

/** One entry: what stands there, and the document with another in its place; undefined takes it away. */
export interface EntryPlace {
  readonly entry: (site: SiteDocument) => Entry | undefined;
  readonly withEntry: (site: SiteDocument, entry: Entry | undefined) => SiteDocument;
  readonly path: (site: SiteDocument) => string;
}

type ListKey =
  | 'circuits'
  | 'devices'
  | 'gridInputs'
  | 'variables'
  | 'tariffs'
  | 'batteries'
  | 'members'
  | 'outputs'
  | 'registerServers'
  | 'meteringPoints';
type ObjectKey = 'lpc' | 'leader' | 'quarterPeak' | 'feedIn' | 'surplus';

const put = (site: SiteDocument, key: ListKey | ObjectKey, value: unknown): SiteDocument => {
  const { [key]: _was, ...others } = site;
  return (value === undefined ? others : { ...site, [key]: value }) as SiteDocument;
};

/** A list that stands in the document itself. */
export const listOf = (key: ListKey): ListPlace => ({
  list: (site) => (site[key] ?? []) as readonly Entry[],
  withList: (site, list) => put(site, key, list),
  path: () => key,
});

/** A list within an entry: the limits of a circuit. */
export const listIn = (outer: EntryPlace, key: string): ListPlace => ({
  list: (site) => (outer.entry(site)?.[key] ?? []) as readonly Entry[],
  withList(site, list) {
    const entry = outer.entry(site);
    return entry === undefined ? site : outer.withEntry(site, { ...entry, [key]: list });
  },
  path: (site) => `${outer.path(site)}.${key}`,
});

/** An object that may stand in the document: the guard of the quarter hour. */
export const objectOf = (key: ObjectKey): EntryPlace => ({
  entry: (site) => site[key] as Entry | undefined,
  withEntry: (site, entry) => put(site, key, entry),
  path: () => key,
});

/** The document itself. */
export const whole: EntryPlace = {
  entry: (site) => site as Entry,
  withEntry: (site, entry) => (entry ?? site) as SiteDocument,
  path: () => '',
};

/** Messages to people, which may not be there yet. */
const events: EntryPlace = {
  entry: (site) => (site.events ?? {}) as Entry,
  withEntry: (site, entry) => ({ ...site, events: entry ?? {} }) as SiteDocument,
  path: () => 'events',
};
export const eventRules: ListPlace = listIn(events, 'rules');

/** A channel that goes is left out of the rules, and a rule that leads nowhere goes with it. */
export const eventChannels: ListPlace = {
  ...listIn(events, 'channels'),
  withList(site, list) {
    const ids = new Set(list.map(({ id }) => id));
    const rules = eventRules.list(site).flatMap((rule) => {
      const channels = (rule.channels as readonly string[]).filter((id) => ids.has(id));
      return channels.length === 0 ? [] : [{ ...rule, channels }];
    });
    const { events: was } = site as { readonly events?: Entry };
    return {
      ...site,
      events: { ...was, channels: list, ...(was?.rules === undefined ? {} : { rules }) },
    } as SiteDocument;
  },
};

/** What an entry is told apart by. */
export const nameOf = (entry: Entry): string | undefined => {
  // A device may have its registers on several ports.
  const { device, port } = entry;
  const name = entry.id ?? entry.name ?? (port === undefined ? device : `${device}:${port}`);
  return typeof name === 'string' ? name : undefined;
};

/**
 * One entry of a list, found again in a newer document by its id, or, where it has none, by what it is. One that somebody took away is put
 * at the end again: what was typed counts.
 */
export function entryIn({ list, withList, path }: ListPlace, which: Entry): EntryPlace {
  const id = nameOf(which);
  const at = (site: SiteDocument): number =>
    list(site).findIndex((one) => (id === undefined ? same(one, which) : nameOf(one) === id));
  return {
    entry: (site) => list(site)[at(site)],
    withEntry(site, entry) {
      const index = at(site);
      const all = list(site);
      if (entry === undefined) return withList(site, index < 0 ? all : all.toSpliced(index, 1));
      return withList(site, index < 0 ? [...all, entry] : all.with(index, entry));
    },
    path: (site) => `${path(site)}[${at(site) < 0 ? list(site).length : at(site)}]`,
  };
}

/** The place of a new entry, at the end. */
export const endOf = ({ list, withList, path }: ListPlace): EntryPlace => ({
  entry: () => undefined,
  withEntry: (site, entry) => withList(site, entry === undefined ? list(site) : [...list(site), entry]),
  path: (site) => `${path(site)}[${list(site).length}]`,
});

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
