import type { State } from '../domain/state.ts';
import type { SitePort } from './ports.ts';
import type { Identity } from './sign-in/credentials.ts';

/** Whether the site lets anybody in this network read without signing in (`openReads`). Asked anew for each request. */
export function openReadsOn(site: Pick<SitePort, 'current'>): boolean {
  const document = site.current()?.document;
  return typeof document === 'object' && document !== null && 'openReads' in document && document.openReads === true;
}

/** Whoever sent no credentials while reads are open: a viewer without a name, for as long as they stay open. */
export const anybody = (isOpen: () => boolean): Identity => ({
  author: { name: '', side: 'lan' },
  role: 'viewer',
  via: 'nothing',
  stillHolds: isOpen,
});

/**
 * The live state without the persons in it: who gave an order, who wrote a variable, which rule of whom decided. Names of
 * channels and of variables stay: they say that it is the operator, and which limit it is.
 */
export function withoutPersons(state: State): State {
  const writers = new Map(state.variables.map(({ name, source }) => [name.toLowerCase(), source]));
  return {
    ...state,
    circuits: state.circuits.map((circuit) => ({ ...circuit, reason: withoutRule(circuit.reason) })),
    chargePoints: state.chargePoints.map((point) => {
      const { orders } = point;
      const shown = { ...point, reason: withoutRule(point.reason) };
      if (orders === undefined) return shown;
      const override = orders.override === null ? null : { ...orders.override, source: '' };
      return { ...shown, orders: { ...orders, override } };
    }),
    variables: state.variables.map((one) => ({ ...one, source: shownWriter(one.source, one.owner !== null) })),
    limits: state.limits.map((limit) => ({
      ...limit,
      source: ofPersons.has(limit.origin) ? '' : shownSource(limit.source, writers),
    })),
  };
}

/** Limits that persons give, or that are theirs. */
const ofPersons: ReadonlySet<string> = new Set(['override', 'budget', 'manual']);

const shownWriter = (source: string, owned: boolean): string => (owned || source === 'site' ? source : '');

/** "AVAIL by anna, PWR not set" becomes "AVAIL by -, PWR not set"; a source that is no list of variables and tells a writer says nothing. */
function shownSource(source: string, writers: ReadonlyMap<string, string>): string {
  if (!source.includes(' by ')) return source;
  // The names are looked up, never cut out of the text: a person may be called anything.
  const read = [...source.matchAll(/([A-Za-z_]\w*) by /g)]
    .map(([, name = '']) => name)
    .filter((name) => {
      const writer = writers.get(name.toLowerCase());
      return writer !== undefined && source.includes(`${name} by ${writer}`);
    });
  return [...new Set(read)].map((name) => `${name} by -`).join(', ');
}

/** Rules may be those of a person, and carry what that person called them. */
function withoutRule<R extends { readonly rule?: string }>({ rule: _, ...reason }: R): Omit<R, 'rule'> {
  return reason;
}
