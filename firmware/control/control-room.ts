import type { Clock } from '../domain/clock.ts';
import type { LimitRecord, StoredRuling } from '../domain/limit.ts';
import type { LpcCommand } from '../domain/lpc.ts';
import { readSite } from '../domain/site/check.ts';
import type { SiteKnowledge } from '../domain/site/knowledge.ts';
import type { Site } from '../domain/site/schema.ts';
import type { HealthState, VariableState } from '../domain/state.ts';
import type { StoredOrder } from '../domain/stored-order.ts';
import { type StoredVariable, variableKey } from '../domain/variable.ts';
import type { StoreReader, StoreSnapshot } from '../store/reader.ts';
import { ChannelFreshness } from './channel-freshness.ts';
import { CheckDesk } from './commissioning/check-desk.ts';
import type { Controller } from './controller.ts';
import { type CycleFacts, type CycleResult, type Mind, mindWith, newMind, overlay, runCycle } from './cycle.ts';
import { type DeviceMakers, DeviceSet } from './device-set.ts';
import { healthOf } from './health.ts';
import { type Leaving, leavingBoxes } from './leaving.ts';
import type { Candidate, FromWorker, ToWorker } from './messages.ts';
import { givenUpOfferMa } from './order-given-up.ts';
import { orderMarks, ordersOf } from './orders.ts';
import { cycleProof } from './proof-facts.ts';
import { Recorder } from './replay/recorder.ts';
import { commandsBelowMinimum } from './sources/below-minimum.ts';
import { GridSources } from './sources/grid-sources.ts';
import type { SourceMeans } from './sources/source-configs.ts';
import { stateOf } from './state-of.ts';
import { RunningTest, testCandidate } from './test-limit.ts';
import type { VariableTable } from './variable-table.ts';

export interface ControlRoomOptions {
  readonly clock: Clock;
  readonly failsafeOnly: boolean;
  readonly freshAt: Readonly<Record<string, number>>;
  readonly reader: StoreReader;
  readonly knowledge: SiteKnowledge;
  readonly makers: DeviceMakers;
  readonly openContacts: SourceMeans['openContacts'];
  readonly post: (message: FromWorker) => void;
  /** Asks for one more cycle soon. */
  readonly nudge: () => void;
}

/** At stop, charge points get this long to take their safe current. */
const safeStopMs = 1500;
/** Writes that failed on a full disk; each is evaluated in every cycle, so their number is bounded. */
const maxRefused = 64;
const logAgainAfterMs = 60_000;

/** What the control worker does in one cycle: read the disk, evaluate limits, run the controller, send, tell. */
export class ControlRoom {
  readonly #options: ControlRoomOptions;
  readonly #devices: DeviceSet;
  #snapshot: StoreSnapshot | undefined;
  #etag: string | undefined;
  /** `document`: as it was put. */
  #site: (Mind & { readonly document: unknown }) | undefined;
  #recorder: Recorder | undefined;
  #moving: Promise<void> = Promise.resolve();
  #candidates: readonly Candidate[] = [];
  /** Candidates that are on disk by now, until they have been read from there. */
  #landed: readonly Candidate[] = [];
  /** Candidates that never reached the disk: the lower limit stays until a later write does. */
  #refused: readonly Candidate[] = [];
  #temporary: readonly StoredVariable[] = [];
  #failsafeOnly: boolean;
  #leaving: readonly Leaving[] = [];
  readonly #checks = new CheckDesk();
  readonly #test = new RunningTest();
  readonly #sources: GridSources;
  #looksAgain: NodeJS.Timeout | undefined;
  #belowMinimum: ReadonlySet<string> = new Set();
  readonly #freshness: ChannelFreshness;
  #cycle = 0;
  #readFailedAtMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: ControlRoomOptions) {
    this.#options = options;
    this.#failsafeOnly = options.failsafeOnly;
    this.#devices = new DeviceSet(options.makers);
    this.#freshness = new ChannelFreshness(options.freshAt);
    this.#sources = new GridSources({
      openContacts: options.openContacts,
      lookAgain: (afterMs) => this.#lookAgain(afterMs),
      log: (message) => options.post({ kind: 'log', level: 'error', message, facts: {} }),
    });
  }

  take(message: ToWorker): void {
    switch (message.kind) {
      case 'candidate':
        this.#candidates = [...this.#candidates, message.candidate];
        return;
      case 'settled':
        if (message.wrote) {
          const written = this.#candidates.filter(({ id }) => id === message.id);
          this.#refused = withoutRewritten(this.#refused, written);
          this.#landed = [...this.#landed, ...written].slice(-maxRefused);
        }
        this.#candidates = this.#candidates.filter(({ id }) => id !== message.id);
        return;
      case 'notPersisted':
        this.#refused = withRefused(
          this.#refused,
          this.#candidates.filter(({ id }) => id === message.id),
        );
        this.#candidates = this.#candidates.filter(({ id }) => id !== message.id);
        return;
      case 'temporary':
        this.#temporary = message.variables;
        return;
      case 'site':
        if (message.looked) this.#failsafeOnly = false;
        return;
      case 'startCheck':
        if (this.#site !== undefined) this.#checks.start(message.check, this.#site.controller.topology, ...this.#now());
        return;
      case 'endCheck':
        this.#checks.end();
        return;
      case 'lpc':
        this.#lpc(message.id, message.command);
        return;
      case 'testLimit':
        this.#test.use(message.test, ...this.#now());
        return;
      case 'record':
        this.#recorder = message.on
          ? new Recorder((line) => this.#options.post({ kind: 'recorded', line }))
          : undefined;
        return;
      case 'channelsUp':
        this.#freshness.told(message.channels, this.#options.clock.monotonicMs());
        return;
      case 'stop':
        return;
    }
  }

  #now(): readonly [nowMs: number, wallMs: number] {
    return [this.#options.clock.monotonicMs(), this.#options.clock.wallMs()];
  }

  /**
   * One cycle. `missed`: periods of the loop that had to be left out so far. True while devices are still to answer for the
   * first time: who waits for them should look again soon.
   */
  cycle(missed: number): boolean {
    if (this.#stopped) return false;
    const [nowMs, wallMs] = this.#now();
    this.#readDisk(nowMs);
    this.#cycle += 1;
    if (this.#site === undefined || this.#snapshot === undefined) return false;
    const { controller } = this.#site;
    const { devices } = this.#devices;
    const check = this.#checks.observe(controller.topology, devices, nowMs);
    if (check !== undefined) this.#options.post({ kind: 'check', result: check });
    this.#markOrders(this.#snapshot.orders, wallMs);
    const test = this.#test.look(nowMs);
    const facts: CycleFacts = {
      nowMs,
      wallMs,
      devices,
      orders: [
        ...ordersOf(this.#snapshot.orders, wallMs, (id) => devices.get(id)?.readings.energyImportWh?.value),
        ...this.#checks.orders(),
      ],
      stored: this.#freshness.applied(
        controller.topology.site.variables,
        overlay(this.#snapshot.variables, this.#temporary),
        nowMs,
        wallMs,
      ),
      storedRulings: this.#snapshot.rulings,
      candidates: [
        ...this.#candidates,
        ...this.#landed,
        ...this.#refused,
        ...(test.rows.length === 0 ? [] : [{ id: testCandidate, rows: test.rows }]),
      ],
      limits: [...this.#sources.records({ nowMs, wallMs, topology: controller.topology, devices }), ...test.limits],
      failsafeOnly: this.#failsafeOnly,
      leaving: this.#leaving,
    };
    // A cycle is noted before anything is sent: what a device shows of its last write changes with that.
    const result = this.#recorder?.run(this.#site.document, this.#site, facts) ?? runCycle(this.#site, facts);
    const { limited, output } = result;
    for (const { id, sendMa, switchTo, wake } of output.decisions) {
      if (sendMa !== undefined) this.#devices.get(id)?.offer(sendMa);
      if (switchTo !== undefined) this.#devices.get(id)?.usePhases?.(switchTo);
      if (wake === true) this.#devices.get(id)?.wake?.();
    }

    const fresh = this.#freshness.toKeep(nowMs);
    if (fresh !== undefined) this.#options.post({ kind: 'freshAt', at: fresh });
    if (limited.toStore.length > 0) this.#storeRulings(limited.toStore);
    const sources = this.#sources.toStore(this.#snapshot.gridSources, { nowMs, wallMs });
    if (sources.length > 0) this.#options.post({ kind: 'gridSources', sources });
    this.#logBelowMinimum(controller.topology.site, limited.records);
    this.#options.post({
      kind: 'snapshot',
      state: this.#state(controller, result, missed, nowMs, wallMs),
      proof: cycleProof({
        ...{ controller, nowMs, devices: result.seen.devices },
        ...{ limits: limited.records, candidates: facts.candidates },
      }),
    });
    return output.starting;
  }

  /** Lowers every charge point to its fail-safe current, then closes the lines. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#moving;
    const controller = this.#site?.controller;
    if (controller !== undefined && controller.topology.site.mode === 'manage') await this.#leaveSafe(controller);
    await this.#devices.stop();
    clearTimeout(this.#looksAgain);
    this.#sources.close();
    this.#options.reader.close();
  }

  #readDisk(nowMs: number): void {
    try {
      const isRead = this.#snapshot?.change === this.#options.reader.change();
      if (!isRead) this.#snapshot = this.#options.reader.snapshot();
      this.#landed = [];
      if (isRead) return;
    } catch (error) {
      // What was read last holds on; the main thread, which writes, knows more about the disk.
      if (nowMs - this.#readFailedAtMs > logAgainAfterMs)
        this.#log('error', 'the store cannot be read; the last values hold', error);
      this.#readFailedAtMs = nowMs;
      return;
    }
    const stored = this.#snapshot?.site;
    if (this.#snapshot === undefined || stored === undefined || stored.etag === this.#etag) return;
    this.#etag = stored.etag;
    const result = readSite(stored.document, this.#options.knowledge);
    if (!result.ok) {
      this.#log('error', 'the stored site cannot be used; the one before holds', result.faults[0]);
      return;
    }
    this.#useSite(result.site, stored.document, this.#snapshot);
  }

  #useSite(site: Site, document: unknown, snapshot: StoreSnapshot): void {
    const before = this.#site;
    const nowMs = this.#options.clock.monotonicMs();
    if (before !== undefined) {
      const known = this.#leaving.filter((box) => !site.devices.some((d) => d.enabled && d.id === box.id));
      this.#leaving = [...known, ...leavingBoxes(before.controller, site, this.#devices.devices, nowMs)];
    }
    const mind = before === undefined ? newMind(site, snapshot) : mindWith(site, before);
    this.#site = { ...mind, document };
    this.#sources.use(site, snapshot.gridSources, { nowMs, wallMs: this.#options.clock.wallMs() });
    // Devices are exchanged one change after the other; the loop goes on with those that answer meanwhile.
    this.#moving = this.#moving
      .then(() => this.#devices.use(site, this.#options.nudge))
      .then(({ failed, released }) => {
        this.#leaving = this.#leaving.flatMap((box) => {
          const proven = released.get(box.id);
          return proven === undefined ? [box] : proven ? [] : [{ ...box, unproven: true }];
        });
        for (const { id, error } of failed) this.#log('error', `${id} cannot be used; it counts as lost`, error);
        this.#options.nudge();
      })
      .catch((error) => {
        this.#log('error', 'lines of the new site could not be opened', error);
      });
  }

  #markOrders(orders: readonly StoredOrder[], wallMs: number): void {
    const marks = orderMarks(orders, wallMs, (id) => this.#devices.get(id)?.readings.chargeState?.value);
    if (marks.length > 0) this.#options.post({ kind: 'orderMarks', marks });
  }

  /** A contact has moved, or will count soon: one timer is enough, each cycle asks anew. */
  #lookAgain(afterMs: number): void {
    if (this.#stopped) return;
    if (afterMs === 0) {
      this.#options.nudge();
      return;
    }
    clearTimeout(this.#looksAgain);
    this.#looksAgain = setTimeout(() => this.#options.nudge(), afterMs);
  }

  /** Takes effect in the cycle that this message asks for; what must be on disk goes with the answer. */
  #lpc(id: number, command: LpcCommand): void {
    const [nowMs, wallMs] = this.#now();
    // A site that was put a moment ago may be what brought the energy guard.
    this.#readDisk(nowMs);
    if (this.#site === undefined) {
      this.#options.post({ kind: 'lpcAnswer', id, answer: { starting: true } });
      return;
    }
    const result = this.#sources.lpc(command, { nowMs, wallMs });
    const sources = this.#sources.toStore(this.#snapshot?.gridSources ?? [], { nowMs, wallMs });
    this.#options.post({ kind: 'lpcAnswer', id, answer: 'view' in result ? { ...result, sources } : result });
  }

  /** Once for each value: the operator's command is obeyed, and what it leaves is less than §14a does. */
  #logBelowMinimum(site: Site, records: readonly LimitRecord[]): void {
    const found = commandsBelowMinimum(site, records);
    const keyOf = ({ limit, circuit, valueW }: (typeof found)[number]) => `${circuit} ${limit} ${valueW}`;
    for (const facts of found)
      if (!this.#belowMinimum.has(keyOf(facts)))
        this.#options.post({
          ...{ kind: 'log', level: 'warn', facts: { ...facts } },
          message: 'a command is below the minimum power of §14a; it is obeyed as given',
        });
    this.#belowMinimum = new Set(found.map(keyOf));
  }

  #storeRulings(rulings: readonly StoredRuling[]): void {
    this.#options.post({ kind: 'rulings', rulings });
  }

  #state(
    controller: Controller,
    { output, limited, seen }: CycleResult,
    missed: number,
    nowMs: number,
    wallMs: number,
  ) {
    const facts = {
      topology: controller.topology,
      devices: seen.devices,
      output,
      limits: limited.records,
      nowMs,
      wallMs,
    };
    const devices = healthOf({ ...facts, memoryOf: (id) => controller.memoryOf(id) });
    const health = [...devices, ...this.#sources.health({ nowMs, wallMs })];
    return stateOf({
      ...facts,
      figures: seen.figures,
      orders: this.#snapshot?.orders ?? [],
      cycle: this.#cycle,
      variables: variableStates(limited.variables),
      health: missed === 0 ? health : [...health, missedCycles(missed, wallMs)],
    });
  }

  async #leaveSafe(controller: Controller): Promise<void> {
    const { site } = controller.topology;
    const points = controller.topology.chargePoints.flatMap((node) => {
      const device = this.#devices.get(node.config.id);
      const offerMa = controller.memoryOf(node.config.id)?.offerMa ?? 0;
      const safeMa = givenUpOfferMa(site.lostPolicy, {
        offerMa,
        failsafeMa: node.config.failsafeCurrentA * 1000,
        overloaded: false,
      });
      return device !== undefined && safeMa !== undefined && offerMa > safeMa ? [{ device, safeMa }] : [];
    });
    if (points.length === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, safeStopMs);
      const check = () => {
        if (
          points.some(
            ({ device, safeMa }) => device.lastWrite?.offeredMa !== safeMa || device.lastWrite.outcome === 'pending',
          )
        )
          return;
        clearTimeout(timer);
        resolve();
      };
      for (const { device, safeMa } of points) {
        device.onWriteSettled(check);
        device.offer(safeMa);
      }
    });
  }

  #log(level: 'warn' | 'error', message: string, error: unknown): void {
    this.#options.post({
      kind: 'log',
      level,
      message,
      facts: { error: error instanceof Error ? error.message : String(error) },
    });
  }
}

/** A refused value holds a limit down until the same variable is written for good. */
function withoutRewritten(refused: readonly Candidate[], written: readonly Candidate[]): readonly Candidate[] {
  const keys = new Set(written.flatMap(({ rows }) => rows.map((row) => variableKey(row.name))));
  return refused.flatMap(({ id, rows }) => {
    const left = rows.filter((row) => !keys.has(variableKey(row.name)));
    return left.length === 0 ? [] : [{ id, rows: left }];
  });
}

/** Who repeats what was refused must not push out what else was. */
function withRefused(refused: readonly Candidate[], more: readonly Candidate[]): readonly Candidate[] {
  const saysOf = ({ rows }: Candidate) =>
    JSON.stringify(rows.map(({ name, value, expr }) => [variableKey(name), value, expr]));
  const known = new Set(refused.map(saysOf));
  return [...refused, ...more.filter((candidate) => !known.has(saysOf(candidate)))].slice(-maxRefused);
}

function variableStates(variables: VariableTable): readonly VariableState[] {
  return [...variables.values()].map(({ name, value, atMs, source, timedOut }) => ({
    name,
    value: value ?? null,
    at: new Date(atMs).toISOString(),
    source,
    stale: timedOut,
    owner: null,
  }));
}

const missedCycles = (missed: number, wallMs: number): HealthState => ({
  id: 'cyclesMissed',
  severity: 'warning',
  code: 'cyclesMissed',
  what: 'control loop',
  message: `The control loop was too late ${missed} times since the start; this machine is too busy.`,
  since: new Date(wallMs).toISOString(),
});
