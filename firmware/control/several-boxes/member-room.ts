import { threadsMs } from '../../domain/clock.ts';
import type { MemberGrant, MemberReport, MemberState, MemberView } from '../../domain/members.ts';
import { mapPhases, type PerPhase, zeroPhases } from '../../domain/phases.ts';
import { circuitsAbove, rootCircuit } from '../../domain/site/check-tree.ts';
import type { MemberSite } from '../../domain/site/leader.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { HealthState } from '../../domain/state.ts';
import {
  bookAtStart,
  bookGrants,
  bookHears,
  bookHeldMa,
  bookRefused,
  isReachable,
  leaseMs,
  type MemberBook,
} from '../../grid/leader/book.ts';
import type { Moment } from '../sources/source.ts';

/** What it drew is looked at over so long: answers come every second, and the meter shows another moment. */
const drawnMs = 4000;
/** A member that is silent for longer is worth a word. */
const lostAfterMs = 10_000;

interface Led {
  readonly config: MemberSite;
  book: MemberBook;
  grantedMa: PerPhase | undefined;
  drawn: { readonly atMs: number; readonly ma: PerPhase }[];
  fault: string | undefined;
  refused: boolean;
  lostSinceMs: number | undefined;
  /** It is led no more; until then what it was granted may hold. */
  untilMs?: number;
}

/** The worker's side of the boxes that this one leads: what is known of each, and what it was granted. */
export class MemberRoom {
  readonly #box: string;
  #led: readonly Led[] = [];
  #site: Site | undefined;

  /** `box`: our own id. */
  constructor(box: string) {
    this.#box = box;
  }

  /** A new site: members that stay where they are go on, those that go are kept room for as long as a grant of theirs may hold. */
  use(site: Site, { nowMs }: Moment): void {
    const before = new Map(this.#led.map((led) => [placeOf(led.config), led]));
    this.#site = site;
    const led = site.members
      .filter(({ enabled }) => enabled)
      .map((config): Led => {
        const last = before.get(placeOf(config));
        if (last === undefined) return begun(config, nowMs);
        const { untilMs: _, ...kept } = last;
        return { ...kept, config };
      });
    const stays = new Set(led.map(({ config }) => placeOf(config)));
    const gone = this.#led.filter(({ config }) => !stays.has(placeOf(config)));
    this.#led = [
      ...led,
      ...gone
        .map((one): Led => ({ ...one, untilMs: one.untilMs ?? endOfGrants(one.book) }))
        .filter(({ untilMs = 0 }) => untilMs > nowMs),
    ];
  }

  /** What members said; times by `threadsMs`. */
  take(reports: readonly MemberReport[], { nowMs }: Moment): void {
    const offsetMs = nowMs - threadsMs();
    for (const { id, askedMs, gotMs, answer, refusedSeq, fault } of reports) {
      const led = this.#led.find(({ config, untilMs }) => config.id === id && untilMs === undefined);
      if (led === undefined) continue;
      if (refusedSeq !== undefined) led.book = bookRefused(led.book, refusedSeq);
      led.refused = refusedSeq !== undefined;
      led.fault = fault;
      if (answer === undefined) continue;
      const at = gotMs + offsetMs;
      led.book = bookHears(led.book, { askedMs: askedMs + offsetMs, gotMs: at, answer }, this.#box);
      led.grantedMa ??= mapPhases(answer.limitA, (a) => Math.floor(a * 1000));
      led.drawn = led.drawn.filter(({ atMs }) => atMs > at - drawnMs);
      const { drawnA } = answer;
      if (drawnA.every((a) => a !== null))
        led.drawn.push({ atMs: at - answer.ageMs, ma: mapPhases(drawnA, (a) => Math.round((a ?? 0) * 1000)) });
    }
  }

  views({ nowMs }: Moment): readonly MemberView[] {
    const site = this.#site;
    if (site === undefined) return [];
    this.#led = this.#led.filter(({ untilMs }) => untilMs === undefined || untilMs > nowMs);
    return this.#led.map((led): MemberView => {
      const { book, config } = led;
      const answer = book.heard?.answer;
      const reachable = led.untilMs === undefined && isReachable(book, nowMs);
      led.lostSinceMs = reachable ? undefined : (led.lostSinceMs ?? nowMs);
      const drawn = led.drawn.filter(({ atMs }) => atMs > nowMs - drawnMs).map(({ ma }) => ma);
      const fold = (pick: (...all: number[]) => number): PerPhase =>
        mapPhases(zeroPhases, (_, p) => pick(...drawn.map((ma) => ma[p])));
      return {
        id: config.id,
        circuit: circuitOf(config, site),
        heldMa: bookHeldMa(book, failsafeOf(config), fuseOf(config, site), this.#box, nowMs),
        established: book.established,
        reachable,
        failsafeMa: failsafeOf(config),
        grantedMa: led.grantedMa ?? zeroPhases,
        wantedMa: mapPhases(answer?.wantedA ?? zeroPhases, (a) => Math.ceil(a * 1000)),
        houseMa: mapPhases(answer?.houseA ?? zeroPhases, (a) => Math.ceil(a * 1000)),
        cars: answer?.cars ?? 0,
        ...(drawn.length === 0 ? {} : { drawn: { lowMa: fold(Math.min), highMa: fold(Math.max) } }),
      };
    });
  }

  /** Turns what a cycle decided into grants to be sent; only who answers is granted anything. */
  grant(targets: readonly PerPhase[], { nowMs }: Moment): readonly MemberGrant[] {
    // Whoever only observes says nothing to others either: they keep to their shares.
    if (this.#site?.mode !== 'manage') return [];
    return this.#led.flatMap((led, m) => {
      const target = targets[m];
      const { heard } = led.book;
      if (target === undefined || heard === undefined || led.untilMs !== undefined || !isReachable(led.book, nowMs))
        return [];
      led.book = bookGrants(led.book, target, nowMs);
      led.grantedMa = target;
      return [{ id: led.config.id, seq: led.book.seq, limitMa: target, leaseMs, stamp: heard.answer.stamp }];
    });
  }

  states({ nowMs, wallMs }: Moment): readonly MemberState[] {
    const site = this.#site;
    const amperes = (ma: PerPhase): PerPhase => mapPhases(ma, (one) => one / 1000);
    if (site === undefined) return [];
    return this.views({ nowMs, wallMs }).flatMap((view, m): readonly MemberState[] => {
      const led = this.#led[m] as Led;
      if (led.untilMs !== undefined) return [];
      const answer = led.book.heard?.answer;
      const heardMs = led.book.heard?.gotMs ?? nowMs;
      const lost = !view.reachable;
      const told: MemberState = {
        id: view.id,
        name: led.config.name ?? view.id,
        circuit: view.circuit,
        state: led.refused ? 'refuses' : lost ? (led.book.heard === undefined ? 'starting' : 'lost') : 'led',
        lostSince: lost ? new Date(wallMs + ((led.lostSinceMs ?? nowMs) - nowMs)).toISOString() : null,
        fault: led.fault ?? null,
        grantedA: amperes(view.grantedMa),
        heldA: amperes(view.heldMa),
        drawnA: lost ? [null, null, null] : (answer?.drawnA ?? [null, null, null]),
        wantedA: amperes(view.wantedMa),
        failsafeA: led.config.failsafeA,
        cars: view.cars,
        leaseLeftS: Math.max(0, Math.round((answer?.leaseLeftS ?? 0) - (nowMs - heardMs) / 1000)),
      };
      return [told];
    });
  }

  health({ nowMs, wallMs }: Moment): readonly HealthState[] {
    return this.#led.flatMap(({ config, lostSinceMs, fault, refused, untilMs }): readonly HealthState[] => {
      if (untilMs !== undefined) return [];
      const since = lostSinceMs ?? nowMs;
      if (!refused && nowMs - since < lostAfterMs) return [];
      const name = config.name ?? config.id;
      return [
        {
          ...{ id: `memberLost:${config.id}`, severity: 'fault', code: 'memberLost', what: config.id },
          message: `The box ${name} is not led: ${fault ?? 'it does not answer'}. It is kept room for its fail-safe share.`,
          since: new Date(wallMs + (since - nowMs)).toISOString(),
        },
      ];
    });
  }
}

const begun = (config: MemberSite, nowMs: number): Led => ({
  ...{ config, book: bookAtStart(nowMs), grantedMa: undefined, drawn: [], fault: undefined, refused: false },
  lostSinceMs: undefined,
});

const placeOf = ({ id, address }: MemberSite): string => `${id} ${address}`;
const endOfGrants = ({ grants }: MemberBook): number => Math.max(0, ...grants.map(({ endsMs }) => endsMs));
const failsafeOf = ({ failsafeA }: MemberSite): PerPhase => mapPhases(failsafeA, (a) => Math.round(a * 1000));
const circuitOf = ({ circuit }: MemberSite, site: Site): string =>
  site.circuits.find(({ id }) => id === circuit)?.id ?? rootCircuit(site).id;

/** The least fuse on its way up, mA. */
function fuseOf(config: MemberSite, site: Site): number {
  const fuses = circuitsAbove(site, circuitOf(config, site)).map(({ fuseA }) => fuseA);
  return Math.round(Math.min(...fuses) * 1000);
}

/** The most that members in a circuit may have drawn beside what is seen of them: what the house's load cannot be blamed for. */
export function membersRange(members: readonly MemberView[]): {
  readonly least: PerPhase;
  readonly most: PerPhase;
  readonly seen: PerPhase;
} {
  const sum = (of: (member: MemberView, p: 0 | 1 | 2) => number): PerPhase =>
    mapPhases(zeroPhases, (_, p) => members.reduce((total, member) => total + of(member, p), 0));
  const high = ({ drawn, heldMa }: MemberView, p: 0 | 1 | 2) => drawn?.highMa[p] ?? heldMa[p];
  return {
    least: sum(({ drawn }, p) => drawn?.lowMa[p] ?? 0),
    most: sum((member, p) => Math.max(high(member, p), Math.min(member.heldMa[p], member.wantedMa[p]))),
    seen: sum(high),
  };
}
