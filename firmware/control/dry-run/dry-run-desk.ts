import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { HistoryReader } from '../../domain/history.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { SiteKnowledge } from '../../domain/site/knowledge.ts';
import type { Rule } from '../../domain/site/rules.ts';
import type { Site } from '../../domain/site/schema.ts';
import { DryRun } from './dry-run.ts';
import type { DryRunResult } from './dry-run-result.ts';
import { pricesOf } from './recorded-prices.ts';

export interface DryRunQuestion {
  readonly chargePoint: string;
  /** Absent: the rules that the charge point has. */
  readonly rules?: readonly Rule[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Length of a step, s; absent: a minute, or as fine as it was kept. */
  readonly everyS?: number;
}

export interface DryRunDeskOptions {
  readonly site: {
    site(): Site | undefined;
    current(): { readonly document: unknown } | undefined;
    check(document: unknown): readonly NetwachtError[];
  };
  readonly knowledge: Pick<SiteKnowledge, 'definition'>;
  readonly history: HistoryReader;
  readonly clock: Clock;
  /** Lets others work for a moment. */
  readonly rest: () => Promise<void>;
}

export const longestDryRunMs = 7 * 86_400_000;
/** So long a slice may keep the thread. */
const sliceMs = 5;
const stepsAtOnce = 20;
/** So much is read at a time: a week of minutes of a large site would hold this thread up. Whole quarter hours. */
const windowMs = 6 * 3_600_000;
const minuteS = 60;
const quarterS = 900;
const usualMaxA = 16;

/**
 * Walks rules over recorded time (contracts §6), one question at a time, in slices. Throws NetwachtError `noSite`,
 * `noChargePoint`, `badRules` (with the path in the list), `badTime`, `busy`, and what the history throws.
 */
export class DryRunDesk {
  readonly #options: DryRunDeskOptions;
  #runs = false;

  constructor(options: DryRunDeskOptions) {
    this.#options = options;
  }

  async run({ chargePoint, rules, fromMs, toMs, everyS }: DryRunQuestion): Promise<DryRunResult> {
    const stored = this.#options.site.site();
    const site = stored && withMaxima(stored, this.#options.knowledge);
    if (site === undefined) throw new NetwachtError('noSite', 'There is no site yet');
    const config = site.devices.find(({ id, role }) => id === chargePoint && role === 'chargePoint');
    if (config === undefined)
      throw new NetwachtError('noChargePoint', `There is no charge point ${chargePoint.slice(0, 64)}`);
    if (!(toMs > fromMs)) throw new NetwachtError('badTime', 'to: it ends after it begins', { path: 'to' });
    if (toMs - fromMs > longestDryRunMs)
      throw new NetwachtError('badTime', 'to: a dry run goes over seven days at most', { path: 'to' });
    if (rules !== undefined) this.#check(site, chargePoint, rules);
    if (this.#runs) throw new NetwachtError('busy', 'Another dry run is on its way; try again in a moment');
    this.#runs = true;
    try {
      return await this.#walk(site, config, rules ?? config.rules, { fromMs, toMs, everyS: everyS ?? minuteS });
    } finally {
      this.#runs = false;
    }
  }

  async #walk(
    site: Site,
    chargePoint: DeviceConfig,
    rules: readonly Rule[],
    { fromMs, toMs, everyS }: { readonly fromMs: number; readonly toMs: number; readonly everyS: number },
  ): Promise<DryRunResult> {
    const { history, clock, rest } = this.#options;
    const text = JSON.stringify([rules, site.ruleSets]);
    const prices = text.includes('"eco"')
      ? pricesOf(await history.window({ fromMs, toMs, everyS: quarterS, chargePoints: [] }))
      : [];
    const run = new DryRun({ site, chargePoint, rules, prices, fromMs, toMs });
    const read = chargePointsRead(chargePoint.id, text);
    for (let atMs = fromMs; atMs < toMs; ) {
      const untilMs = Math.min(toMs, (Math.floor(atMs / windowMs) + 1) * windowMs);
      run.take(await history.window({ fromMs: atMs, toMs: untilMs, everyS, ...read }));
      for (let done = false; !done; ) {
        const sliceEndMs = clock.monotonicMs() + sliceMs;
        while (!done && clock.monotonicMs() < sliceEndMs) done = run.advance(stepsAtOnce);
        await rest();
      }
      atMs = untilMs;
    }
    return run.result();
  }

  /** The rules must stand in the site as it is: formulas, jumps, sets and names. */
  #check(site: Site, chargePoint: string, rules: readonly Rule[]): void {
    const document = this.#options.site.current()?.document as { readonly devices?: readonly object[] } | undefined;
    const i = site.devices.findIndex(({ id }) => id === chargePoint);
    const devices = (document?.devices ?? []).map((device, k) => (k === i ? { ...device, rules } : device));
    const at = `devices[${i}].rules`;
    const fault = this.#options.site.check({ ...document, devices }).find(({ path }) => path?.startsWith(at));
    if (fault === undefined) return;
    const path = `rules${fault.path?.slice(at.length) ?? ''}`;
    throw new NetwachtError('badRules', `${path}: ${fault.message.replace(/^[^:]*: /, '')}`, { path });
  }
}

/** Where the site names no maximum, that of the product counts. */
const withMaxima = (site: Site, knowledge: Pick<SiteKnowledge, 'definition'>): Site => ({
  ...site,
  devices: site.devices.map((device) => {
    const { maxCurrentA, defaultMaxCurrentA } = knowledge.definition(device.definition) ?? {};
    return { ...device, maxCurrentA: device.maxCurrentA ?? defaultMaxCurrentA ?? maxCurrentA ?? usualMaxA };
  }),
});

/** Of a large site only the charge points that the rules look at; all of them where they count how many charge. */
function chargePointsRead(chargePoint: string, text: string): { chargePoints?: readonly string[] } {
  if (/_num_charging|"charging"/i.test(text)) return {};
  const named = [...text.matchAll(/\bE[0-9]{1,4}(?=\.)/gi)].map(([id]) => id.toUpperCase());
  return { chargePoints: [...new Set([chargePoint, ...named])] };
}
