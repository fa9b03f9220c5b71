import { eventKey, type SiteEvent } from '../../domain/events.ts';

/** Something that lasts now. */
export type Lasting = Omit<SiteEvent, 'stage' | 'atMs'>;

/** What is to be told; `mute`: it has come and gone too often. */
export interface Told {
  readonly event: SiteEvent;
  readonly mute: boolean;
}

interface Open {
  readonly event: Lasting;
  /** When it was first seen by this list, wall ms. */
  readonly foundMs: number;
  /** When it was last seen. */
  seenMs: number;
  /** Its begin was told; `mute`: it was kept back. */
  told: 'no' | 'yes' | 'mute';
}

export interface KeptOpen {
  readonly open: readonly (Omit<Open, 'seenMs'> & { readonly seenMs: number })[];
  /** When begins were told, by key. */
  readonly begins: Readonly<Record<string, readonly number[]>>;
}

/** What is gone this soon was none. Limits and broken proofs are told at once. */
const holdMs = 30_000;
/** What comes again within this time has not been over. */
const goneMs = 120_000;
const limitGoneMs = 60_000;
/** After a start things are found out anew: until then nothing counts as over. */
const settleMs = 300_000;
const hourMs = 3_600_000;
/** So many begins of one thing within an hour are told; what comes and goes more often is kept back. */
const beginsAnHour = 3;
const mostOpen = 500;

const atOnce = new Set<string>(['gridLimit', 'outsideLimit', 'manualLimit', 'proofBroken', 'storeSetAside']);

/** What lasts and was told: each thing once while it lasts, its end once when it has stayed away (pure; the clock is handed in). */
export class OpenEvents {
  readonly #open = new Map<string, Open>();
  readonly #begins = new Map<string, readonly number[]>();
  #changed = false;

  /** `kept`: what lasted when the program ended; nothing of it counts as over before it could be found again. */
  constructor(kept: KeptOpen | undefined, nowMs: number) {
    for (const each of kept?.open ?? [])
      this.#open.set(eventKey(each.event), { ...each, seenMs: nowMs + settleMs - goneMs });
    for (const [key, times] of Object.entries(kept?.begins ?? {})) this.#begins.set(key, times);
  }

  look(lasting: readonly Lasting[], nowMs: number): readonly Told[] {
    const told: Told[] = [];
    for (const event of lasting) {
      const key = eventKey(event);
      const known = this.#open.get(key);
      if (known === undefined) {
        if (this.#open.size >= mostOpen) continue;
        this.#open.set(key, { event, foundMs: nowMs, seenMs: nowMs, told: 'no' });
      } else if (nowMs > known.seenMs || known.seenMs > nowMs + settleMs) known.seenMs = nowMs;
      const open = this.#open.get(key);
      if (open?.told === 'no' && (atOnce.has(event.code) || nowMs - open.foundMs >= holdMs || nowMs < open.foundMs))
        told.push(this.#begin(key, { ...open, event }, nowMs));
    }
    for (const [key, open] of this.#open) {
      const awayMs = event(open).endsWith('Limit') ? limitGoneMs : goneMs;
      // One that was never told ends unsaid, and at once.
      if (open.seenMs >= nowMs || (open.told !== 'no' && nowMs - open.seenMs < awayMs)) continue;
      this.#open.delete(key);
      if (open.told === 'no') continue;
      this.#changed = true;
      told.push({ event: { ...open.event, stage: 'over', atMs: open.seenMs }, mute: open.told === 'mute' });
    }
    return told;
  }

  /** Whether what has to be kept has changed since this was asked last. */
  takeChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  kept(): KeptOpen {
    return {
      open: [...this.#open.values()].filter(({ told }) => told !== 'no'),
      begins: Object.fromEntries(this.#begins),
    };
  }

  #begin(key: string, open: Open, nowMs: number): Told {
    const recent = (this.#begins.get(key) ?? []).filter((ms) => nowMs - ms < hourMs && ms <= nowMs);
    const mute = recent.length >= beginsAnHour;
    if (!mute) this.#begins.set(key, [...recent, nowMs]);
    this.#open.set(key, { ...open, told: mute ? 'mute' : 'yes' });
    this.#changed = true;
    for (const [other, times] of this.#begins)
      if (times.every((ms) => nowMs - ms >= hourMs)) this.#begins.delete(other);
    return { event: { ...open.event, stage: 'begins', atMs: nowMs }, mute };
  }
}

const event = ({ event: { code } }: Open): string => code;
