import type { LeaderGrant } from '../../domain/leader.ts';
import type { StoredRuling } from '../../domain/limit.ts';
import type { LpcCommand } from '../../domain/lpc.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { HealthState } from '../../domain/state.ts';
import type { StoreSnapshot } from '../../store/reader.ts';
import { ChannelFreshness } from '../channel-freshness.ts';
import { type CycleFacts, overlay } from '../cycle.ts';
import type { FromWorker, LeadAnswer, LpcAnswer, ToWorker } from '../messages.ts';
import { batteryPlans, outsidePlanRecords } from '../plan.ts';
import { GridSources } from '../sources/grid-sources.ts';
import type { Moment, SourceFacts } from '../sources/source.ts';
import type { SourceMeans } from '../sources/source-configs.ts';
import type { TemporaryShare } from '../temporary-share.ts';
import { RunningTest } from '../test-limit.ts';
import { LookAgain } from './look-again.ts';
import { UnsettledWrites } from './unsettled-writes.ts';

export interface LimitInputsOptions {
  readonly freshAt: Readonly<Record<string, number>>;
  readonly openContacts: SourceMeans['openContacts'];
  readonly post: (message: FromWorker) => void;
  /** Asks for one more cycle soon. */
  readonly nudge: () => void;
  /** Shares of the house connection from the first cycle on. */
  readonly shares?: readonly TemporaryShare[];
}

type AboutLimits = Exclude<
  ToWorker,
  {
    kind:
      | 'site'
      | 'again'
      | 'startCheck'
      | 'endCheck'
      | 'startScan'
      | 'endScan'
      | 'lpc'
      | 'lead'
      | 'members'
      | 'record'
      | 'hanInterfaces'
      | 'remoteDevices'
      | 'known'
      | 'rules'
      | 'readRaw'
      | 'stop';
  }
>;
type LimitFacts = Pick<
  CycleFacts,
  'stored' | 'storedRulings' | 'candidates' | 'played' | 'limits' | 'contacts' | 'batteryPlans' | 'shares'
>;

/**
 * What limits are made from beside the site document: variables on the disk, on their way to it and in memory, until when
 * channels keep them fresh, the sources without variables, plans given from outside, a test that is played.
 */
export class LimitInputs {
  readonly #post: (message: FromWorker) => void;
  readonly #writes = new UnsettledWrites();
  readonly #test = new RunningTest();
  readonly #freshness: ChannelFreshness;
  readonly #sources: GridSources;
  readonly #lookAgain: LookAgain;
  #shares: readonly TemporaryShare[];

  constructor({ freshAt, openContacts, post, nudge, shares = [] }: LimitInputsOptions) {
    this.#shares = shares;
    this.#post = post;
    this.#freshness = new ChannelFreshness(freshAt);
    this.#lookAgain = new LookAgain(nudge);
    this.#sources = new GridSources({
      openContacts,
      // A contact has moved, or will count soon.
      lookAgain: (afterMs) => this.#lookAgain.in(afterMs),
      log: (message) => post({ kind: 'log', level: 'error', message, facts: {} }),
    });
  }

  take(message: AboutLimits, { nowMs, wallMs }: Moment): void {
    switch (message.kind) {
      case 'testLimit':
        this.#test.use(message.test, nowMs, wallMs);
        return;
      case 'shares':
        this.#shares = message.shares;
        return;
      case 'channelsUp':
        this.#freshness.told(message.channels, nowMs);
        return;
      default:
        this.#writes.take(message);
    }
  }

  /** The disk was read as it is now. */
  diskRead(): void {
    this.#writes.diskRead();
  }

  use(site: Site, { gridSources }: StoreSnapshot, moment: Moment): void {
    this.#sources.use(site, gridSources, moment);
  }

  look({ variables, rulings, plans }: StoreSnapshot, facts: SourceFacts): LimitFacts {
    const { topology, nowMs, wallMs } = facts;
    const test = this.#test.look(nowMs);
    const rows = overlay(variables, this.#writes.temporary);
    const limits = [
      ...this.#sources.records(facts),
      ...outsidePlanRecords(plans, topology.site, wallMs),
      ...test.limits,
    ];
    const contacts = this.#sources.wires();
    const ofBatteries = batteryPlans(plans, topology.site, wallMs);
    return {
      stored: this.#freshness.applied(topology.site.variables, rows, nowMs, wallMs),
      storedRulings: rulings,
      candidates: this.#writes.candidates,
      ...(test.played === undefined ? {} : { played: test.played }),
      limits,
      ...(contacts.length === 0 ? {} : { contacts }),
      ...(ofBatteries.length === 0 ? {} : { batteryPlans: ofBatteries }),
      ...(this.#shares.length === 0 ? {} : { shares: this.#shares }),
    };
  }

  /** Tells the main thread what has to be on disk after a cycle. */
  keep(rulings: readonly StoredRuling[], { gridSources }: StoreSnapshot, moment: Moment): void {
    const fresh = this.#freshness.toKeep(moment.nowMs);
    if (fresh !== undefined) this.#post({ kind: 'freshAt', at: fresh });
    if (rulings.length > 0) this.#post({ kind: 'rulings', rulings, settled: this.#writes.settled });
    const sources = this.#sources.toStore(gridSources, moment);
    if (sources.length > 0) this.#post({ kind: 'gridSources', sources });
  }

  health(moment: Moment): readonly HealthState[] {
    return this.#sources.health(moment);
  }

  /** Takes effect in the next cycle; what must be on disk goes with the answer. */
  lpc(command: LpcCommand, snapshot: StoreSnapshot | undefined, moment: Moment): LpcAnswer {
    const result = this.#sources.lpc(command, moment);
    const sources = this.#sources.toStore(snapshot?.gridSources ?? [], moment);
    return 'view' in result ? { ...result, sources } : result;
  }

  /** A grant of the leader; as `lpc`. */
  lead(grant: LeaderGrant, snapshot: StoreSnapshot | undefined, moment: Moment): LeadAnswer {
    const refused = this.#sources.lead(grant, moment);
    if (refused !== undefined) return { refused };
    return { taken: true, sources: this.#sources.toStore(snapshot?.gridSources ?? [], moment) };
  }

  led(moment: Moment): ReturnType<GridSources['led']> {
    return this.#sources.led(moment);
  }

  close(): void {
    this.#lookAgain.end();
    this.#sources.close();
  }
}
