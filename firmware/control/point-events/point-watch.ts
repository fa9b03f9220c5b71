import type { PointEvent } from '../../domain/point-events.ts';
import type { ChargePointState } from '../../domain/state.ts';

/** What is seen of one charge point in one second. */
export interface PointSeen {
  readonly point: Pick<ChargePointState, 'state' | 'offeredA' | 'reason'>;
  /** Codes of the health messages about it. */
  readonly faults: readonly string[];
  readonly authorised: boolean;
  readonly wallMs: number;
}

/** As many as a person reads. */
const kept = 20;
/** A reason that is gone sooner was only passed through. */
const holdsMs = 5000;
/** Offers that follow one another sooner are one change: a ramp, own solar that comes and goes. */
const oneChangeMs = 60_000;
/** A smaller step of the offer is no event; from and to nothing always is. */
const worthTellingA = 1;

/** The last events of one charge point. */
export class PointWatch {
  readonly #events: PointEvent[] = [];
  #before: PointSeen | undefined;
  /** What ruled last, as it was told. */
  #told = '';
  #rising: { readonly key: string; readonly sinceMs: number } | undefined;
  #offerA: number | null = null;
  #offerMs = 0;

  /** Newest first. */
  get events(): readonly PointEvent[] {
    return this.#events.toReversed();
  }

  observe(seen: PointSeen): void {
    const before = this.#before;
    this.#before = seen;
    if (before === undefined) {
      this.#told = reasonKey(seen);
      this.#offerA = seen.point.offeredA;
      return;
    }
    const at = new Date(seen.wallMs).toISOString();
    if (before.point.state !== seen.point.state)
      this.#add({ at, kind: 'state', from: before.point.state, to: seen.point.state });
    if (before.authorised !== seen.authorised) this.#add({ at, kind: 'authorised', on: seen.authorised });
    for (const code of seen.faults)
      if (!before.faults.includes(code)) this.#add({ at, kind: 'fault', code, ended: false });
    for (const code of before.faults)
      if (!seen.faults.includes(code)) this.#add({ at, kind: 'fault', code, ended: true });
    this.#offer(seen, at);
    this.#reason(seen);
  }

  #offer({ point: { offeredA }, wallMs }: PointSeen, at: string): void {
    const from = this.#offerA;
    if (!differs(from, offeredA)) return;
    const last = this.#events.at(-1);
    this.#offerA = offeredA;
    const goesOn = last?.kind === 'offer' && wallMs - this.#offerMs < oneChangeMs && from !== 0 && offeredA !== 0;
    this.#offerMs = wallMs;
    if (goesOn) this.#events[this.#events.length - 1] = { ...last, at, toA: offeredA };
    else this.#add({ at, kind: 'offer', fromA: from, toA: offeredA });
  }

  #reason(seen: PointSeen): void {
    const key = reasonKey(seen);
    if (key === this.#told) {
      this.#rising = undefined;
      return;
    }
    if (this.#rising?.key !== key) this.#rising = { key, sinceMs: seen.wallMs };
    const { sinceMs } = this.#rising;
    if (seen.wallMs - sinceMs < holdsMs) return;
    this.#told = key;
    this.#rising = undefined;
    const { code, circuit = null } = seen.point.reason;
    this.#add({ at: new Date(sinceMs).toISOString(), kind: 'reason', code, circuit });
  }

  #add(event: PointEvent): void {
    this.#events.push(event);
    // A reason is told some seconds late, with the time when it began.
    this.#events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    if (this.#events.length > kept) this.#events.shift();
  }
}

const reasonKey = ({ point: { reason } }: PointSeen): string => `${reason.code} ${reason.circuit ?? ''}`;

function differs(from: number | null, to: number | null): boolean {
  if (from === null || to === null || from === 0 || to === 0) return from !== to;
  return Math.abs(from - to) >= worthTellingA;
}
