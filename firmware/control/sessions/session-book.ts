import { setImmediate as breath } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Session, SessionCorrection, SessionQuarter, SignedValue } from '../../domain/session.ts';
import type { Site } from '../../domain/site/schema.ts';
import { monthSpan } from '../../sessions/month.ts';
import type { SessionStore } from '../../store/sessions/session-store.ts';
import { StoreError } from '../../store/store-error.ts';

export interface SessionBookOptions {
  readonly store: SessionStore;
  readonly site: () => Site | undefined;
  readonly clock: Clock;
  /** Sessions that run, and those the disk has not taken yet. */
  readonly desk: { open(): readonly Session[]; waiting(): readonly Session[] };
}

/** A signed meter value of a charge point. */
export type GivenValue = Omit<SignedValue, 'session' | 'atMs'> & { readonly chargePoint: string };

/** A page is read in some ms; in between others have their turn. */
const pageSize = 200;
/** What a meter signs has a few hundred characters; a whole transaction of a public charge point has some thousands. */
const mostSignedChars = 65_536;
const mostSignedValues = 200;

/** Sessions for whoever may read them, and what is added to one that is over. */
export class SessionBook {
  readonly #options: SessionBookOptions;

  constructor(options: SessionBookOptions) {
    this.#options = options;
  }

  timeZone(): string {
    return this.#options.site()?.timezone ?? 'UTC';
  }

  month(month: string) {
    const site = this.#options.site();
    return site === undefined ? undefined : monthSpan(site.timezone, month);
  }

  /** Sessions that began in that time, oldest first, in pages; those that run come last. */
  async *read(fromMs: number, toMs: number) {
    const { store, desk } = this.#options;
    for (let after: { pluggedMs: number; id: number } | undefined; ; await breath()) {
      const page = store.page(fromMs, toMs, after, pageSize);
      const last = page.at(-1)?.session;
      if (last === undefined) break;
      yield page;
      after = { pluggedMs: last.pluggedAtMs, id: last.id };
    }
    const others = [...desk.waiting(), ...desk.open()].filter(
      ({ pluggedAtMs }) => pluggedAtMs >= fromMs && pluggedAtMs < toMs,
    );
    if (others.length > 0) yield others.map((session) => ({ session, corrections: [] }));
  }

  quarters(id: number): readonly SessionQuarter[] {
    return this.#options.store.quarters(id);
  }

  one(id: number) {
    const { store } = this.#options;
    const running = this.#running(id);
    const found = running === undefined ? store.one(id) : { session: running, corrections: [] };
    return found && { ...found, quarters: store.quarters(id), signed: store.signed(id) };
  }

  /** Throws NetwachtError `notFound`, `stillRuns`, `noUser`, `noTag`, `notPersisted`. */
  correct(
    id: number,
    what: Omit<SessionCorrection, 'session' | 'atMs' | 'who' | 'shiftMs'>,
    author: { readonly name: string },
  ): void {
    const { store, clock } = this.#options;
    if (this.#running(id) !== undefined)
      throw new NetwachtError('stillRuns', 'The session still runs; correct it once the car has been unplugged');
    if (store.one(id) === undefined) throw new NetwachtError('notFound', 'There is no such session');
    this.#known('user', what.user);
    this.#known('tag', what.tag);
    const corrections = [{ ...what, session: id, atMs: clock.wallMs(), who: author.name }];
    written(() => store.write({ corrections }));
  }

  /**
   * Keeps a signed value as it is, for the session that runs at the charge point, else for the last one there: what ends a
   * session comes after it. On disk when it returns. Throws NetwachtError `notFound`, `tooLarge`, `tooMany`, `notPersisted`.
   */
  sign({ chargePoint, ...value }: GivenValue): number {
    const { store, clock, desk } = this.#options;
    const running = desk.open().find((session) => session.chargePoint === chargePoint);
    const id = running?.id ?? store.lastOf(chargePoint);
    if (id === undefined) throw new NetwachtError('notFound', `There is no session at ${chargePoint.slice(0, 64)}`);
    if (value.text.length > mostSignedChars)
      throw new NetwachtError('tooLarge', `A signed value has at most ${mostSignedChars} characters`);
    if (store.signed(id).length >= mostSignedValues)
      throw new NetwachtError('tooMany', `A session keeps at most ${mostSignedValues} signed values`);
    written(() => store.write({ signed: [{ ...value, session: id, atMs: clock.wallMs() }] }));
    return id;
  }

  #running(id: number): Session | undefined {
    const { desk } = this.#options;
    return [...desk.waiting(), ...desk.open()].find((session) => session.id === id);
  }

  #known(what: 'user' | 'tag', id: string | null | undefined): void {
    if (id === undefined || id === null) return;
    const list: readonly { readonly id: string }[] = this.#options.site()?.[`${what}s`] ?? [];
    if (!list.some((one) => one.id === id))
      throw new NetwachtError(what === 'user' ? 'noUser' : 'noTag', `The site has no ${what} ${id}`, { path: what });
  }
}

function written(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'notPersisted') throw error;
    throw new NetwachtError('notPersisted', 'it could not be written to disk, so it was not accepted', {
      cause: error,
    });
  }
}
