import type { CheckCode, CheckRequest, CheckResult, CheckStatus } from '../../domain/check.ts';
import type { ChargeOrder } from '../../domain/order.ts';
import { type PhaseIndex, phaseNames } from '../../domain/phases.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { DeviceView } from '../device-view.ts';
import type { Topology } from '../topology.ts';
import { findingsOf, isComplete, type Look, troubleOf } from './findings.ts';
import { LoadRun, type SteppedChargePoint } from './load-run.ts';

export interface CheckOptions {
  readonly id: string;
  readonly request: CheckRequest;
  readonly topology: Topology;
  readonly seed: number;
  readonly nowMs: number;
  readonly wallMs: number;
}

const longestMs = 600_000;
/** Another load is begun only when there is time for its steps. */
const forOneLoadMs = 180_000;
const watchedRoles: readonly string[] = ['generation', 'storageHome', 'storageAll'];

interface Tried extends Look {
  readonly run: LoadRun;
}

/** One check from its start to its answer: which meter looks, which loads are stepped one after the other, what they say. */
export class Check {
  readonly #o: CheckOptions;
  readonly #meter: DeviceConfig | undefined;
  readonly #chargePoints: readonly DeviceConfig[];
  #left: readonly DeviceConfig[] | undefined;
  #current: Tried | undefined;
  #done: readonly Tried[] = [];
  #end: { readonly status: CheckStatus; readonly code: CheckCode } | undefined;

  constructor(options: CheckOptions) {
    this.#o = options;
    const { request, topology } = options;
    const place = placeOf(request, topology);
    this.#meter = place?.meter;
    this.#chargePoints = place?.chargePoints ?? [];
    const refusal = this.#refusal();
    if (refusal !== undefined) this.#end = { status: 'failed', code: refusal };
  }

  get isOver(): boolean {
    return this.#end !== undefined;
  }

  orders(): readonly ChargeOrder[] {
    return this.isOver ? [] : (this.#current?.run.orders() ?? []);
  }

  /** Ends it before its time. */
  end(code: 'ended' | 'siteChanged'): void {
    this.#end ??= { status: 'failed', code };
  }

  observe(devices: ReadonlyMap<string, DeviceView>, nowMs: number): void {
    if (this.isOver) return;
    if (this.#current === undefined) this.#next(devices, nowMs);
    const run = this.#current?.run;
    if (this.#current === undefined || run === undefined) return;
    run.observe(devices, nowMs);
    this.#current = { ...this.#current, match: run.match };
    const isTimeUp = nowMs - this.#o.nowMs >= longestMs;
    const isDecided = troubleOf(this.#current) !== 'disturbed' && troubleOf(this.#current) !== 'noLoad';
    if (!isTimeUp && !isDecided && !run.isIdle) return;
    this.#done = [...this.#done, this.#current];
    this.#current = undefined;
    const timeLeftMs = longestMs - (nowMs - this.#o.nowMs);
    if (timeLeftMs < forOneLoadMs || this.#left?.length === 0 || isComplete(this.#findings(devices)))
      this.#conclude(devices);
  }

  result(devices: ReadonlyMap<string, DeviceView>): CheckResult {
    const { id, request, nowMs, wallMs } = this.#o;
    const tried = [...this.#done, ...(this.#current === undefined ? [] : [this.#current])];
    const findings = this.#findings(devices);
    const iso = (ms: number) => new Date(wallMs + (ms - nowMs)).toISOString();
    return {
      ...findings,
      ...{ id, kind: request.kind, device: request.device, meter: this.#meter?.id ?? null },
      chargePoints: tried.flatMap(({ run }) => run.chargePoint ?? []),
      ...(this.#end ?? { status: 'running', code: this.#progress() }),
      ...(this.#end?.status === 'found' ? {} : { siteChange: null, restAssumed: false }),
      steps: tried.flatMap(({ run }) =>
        run.steps.map(({ loadMa, meterMa }) => ({
          chargePoint: run.chargePoint ?? null,
          loadA: loadMa?.map(amperes) ?? null,
          meterA: meterMa.map(amperes),
        })),
      ),
      startedAt: iso(nowMs),
      endsAt: iso(nowMs + longestMs),
    };
  }

  #refusal(): CheckCode | undefined {
    const { request, topology } = this.#o;
    const device = topology.site.devices.find(({ id, enabled }) => id === request.device && enabled);
    const isRight = device !== undefined && (request.kind === 'meter') === (device.role !== 'chargePoint');
    if (!isRight) return 'unknownDevice';
    if (this.#meter === undefined) return request.kind === 'meter' ? 'notAGridMeter' : 'noMeterAbove';
    return topology.site.mode === 'observe' && request.loadPhase === undefined ? 'observing' : undefined;
  }

  /** Begins with the next load: a person's, the charge point in question, or any under the meter that has a car. */
  #next(devices: ReadonlyMap<string, DeviceView>, nowMs: number): void {
    const { request, topology, seed } = this.#o;
    const meter = this.#meter;
    if (meter === undefined) return;
    if (devices.get(meter.id)?.readings.currentMa === undefined) {
      if (nowMs - this.#o.nowMs > 20_000) this.#end = { status: 'unclear', code: 'noMeter' };
      return;
    }
    const byPerson = request.kind === 'meter' ? request.loadPhase : undefined;
    this.#left ??=
      byPerson === undefined
        ? this.#chargePoints.filter(
            ({ id }) => (request.kind === 'meter' || id === request.device) && hasCar(devices.get(id)),
          )
        : [];
    const [config, ...left] = this.#left;
    this.#left = left;
    if (config === undefined && byPerson === undefined) {
      this.#end = { status: 'unclear', code: 'noLoad' };
      return;
    }
    const run = new LoadRun({
      load: config === undefined ? undefined : stepped(config, devices.get(config.id)),
      onOnePhase:
        request.kind === 'wiring' &&
        config?.phaseSwitch === 'auto' &&
        devices.get(config.id)?.facts.switchesPhases === true,
      meter: meter.id,
      held: this.#chargePoints
        .filter(({ id }) => id !== config?.id)
        .map((other) => stepped(other, devices.get(other.id))),
      watched: topology.site.devices.filter(({ role }) => watchedRoles.includes(role)).map(({ id }) => id),
      voltageV: topology.site.voltageV,
      seed: seed + this.#done.length,
      nowMs,
    });
    const wiring = config?.wiring ?? [phaseNames.indexOf(byPerson ?? 'L1') as PhaseIndex];
    this.#current = { run, wiring, match: run.match };
  }

  #conclude(devices: ReadonlyMap<string, DeviceView>): void {
    const { status, code } = this.#findings(devices);
    this.#end = { status, code };
  }

  #findings(devices: ReadonlyMap<string, DeviceView>) {
    const meter = this.#meter;
    return findingsOf(this.#done, {
      kind: this.#o.request.kind,
      meterWiring: meter?.wiring ?? [],
      meterFactor: meter?.factor ?? 1,
      signed: devices.get(meter?.id ?? '')?.readings.powerW !== undefined,
    });
  }

  #progress(): CheckCode {
    const pattern = this.#current?.run.pattern;
    if (pattern !== undefined && this.#current?.run.chargePoint === undefined)
      return pattern.level === 'up' ? 'switchOn' : 'switchOff';
    return pattern === undefined || pattern.plateaus.length === 0 ? 'settling' : 'stepping';
  }
}

interface Place {
  readonly meter: DeviceConfig;
  readonly chargePoints: readonly DeviceConfig[];
}

/** The grid meter that looks, its own or the nearest above the charge point, and the charge points it sees. */
function placeOf({ kind, device }: CheckRequest, { circuits, chargePoints }: Topology): Place | undefined {
  const above = chargePoints.find(({ config }) => config.id === device)?.circuits ?? [];
  const nodes = kind === 'meter' ? circuits : above.flatMap((i) => circuits[i] ?? []);
  for (const node of nodes) {
    const meter = node.meters.grid.find(({ id, enabled }) => enabled && (kind === 'wiring' || id === device));
    if (meter === undefined) continue;
    const seen = node.chargePoints.flatMap((k) => chargePoints[k]?.config ?? []);
    return { meter, chargePoints: seen.filter(({ enabled }) => enabled) };
  }
  return undefined;
}

const stepped = (config: DeviceConfig, view: DeviceView | undefined): SteppedChargePoint => ({
  id: config.id,
  minMa: Math.max(config.minCurrentA * 1000, view?.facts.minMa ?? 0),
  measuresCurrent: view?.readings.currentMa !== undefined,
});

function hasCar(view: DeviceView | undefined): boolean {
  const state = view?.readings.chargeState?.value;
  return state === 'B' || state === 'C' || state === 'D';
}

const amperes = (ma: number): number => Math.round(ma) / 1000;
