import type { CycleOutput, Decision } from '../../../../firmware/control/controller.ts';
import { type Mind, mindWith, newMind, runCycle } from '../../../../firmware/control/cycle.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import type { ChargeState, DeviceFacts, WriteState } from '../../../../firmware/domain/device.ts';
import type { ChargeOrder } from '../../../../firmware/domain/order.ts';
import { type PerPhase, toBuilding, type Wiring } from '../../../../firmware/domain/phases.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import { knowledge } from '../../../../scripts/site/in-process/products.ts';

/** One charge point whose every word the test puts in its mouth; currents in mA, own phases. */
export interface HandBox {
  state: ChargeState;
  /** What its car draws of an offer. */
  draws: (offeredMa: number) => readonly number[];
  /** What the box says of it. */
  tells: (drawnMa: readonly number[]) => readonly (number | undefined)[];
  heldMa: number;
  /** Heard at all; what it said last stays. */
  answers: boolean;
  facts: Partial<DeviceFacts>;
  phaseCount?: 1 | 3;
  /** Its state is not read any more, everything else is. */
  slow?: boolean;
}

const startMs = 1_000_000;
const wallStartMs = Date.UTC(2026, 10, 25, 12, 0, 0);

/** The whole cycle on readings that a test makes by hand: once a second, boxes take what was sent a second later. */
export class HandSite {
  site: Site;
  mind: Mind;
  readonly boxes = new Map<string, HandBox>();
  houseMa: PerPhase = [0, 0, 0];
  /** What the grid meter M1 says instead of what flows. */
  meterSays:
    | ((flowMa: PerPhase) => { currentMa: readonly (number | undefined)[]; voltageV?: readonly number[] })
    | null = (flowMa) => ({ currentMa: flowMa });
  orders: readonly ChargeOrder[] = [];
  nowMs = startMs;
  wallStepMs = 0;
  last: CycleOutput | undefined;
  readonly views = new Map<string, DeviceView>();
  readonly #writes = new Map<string, WriteState>();

  constructor(document: object) {
    this.site = read(document);
    this.mind = newMind(this.site, { variables: [], rulings: [] });
    for (const { id, role } of this.site.devices) if (role === 'chargePoint') this.boxes.set(id, handBox());
  }

  put(document: object): void {
    this.site = read(document);
    this.mind = mindWith(this.site, this.mind);
    for (const { id, role } of this.site.devices)
      if (role === 'chargePoint' && !this.boxes.has(id)) this.boxes.set(id, handBox());
  }

  box(id: string): HandBox {
    const box = this.boxes.get(id);
    if (box === undefined) throw new Error(`no box ${id}`);
    return box;
  }

  /** `seen` after every cycle. */
  step(seconds = 1, seen: (output: CycleOutput) => void = () => {}): CycleOutput {
    for (let s = 0; s < seconds; s += 1) {
      this.nowMs += 1000;
      this.#read();
      const wallMs = wallStartMs + this.nowMs - startMs + this.wallStepMs;
      const { output } = runCycle(this.mind, {
        ...{ nowMs: this.nowMs, wallMs, devices: this.views, limits: [], orders: this.orders },
        ...{ failsafeOnly: false, leaving: [], stored: [], storedRulings: [], candidates: [] },
      });
      this.last = output;
      for (const { id, sendMa } of output.decisions)
        if (sendMa !== undefined) {
          const answers = this.box(id).answers;
          const write = { offeredMa: sendMa, requestedAtMs: this.nowMs, repliedAtMs: this.nowMs + 100 };
          this.#writes.set(id, { ...write, outcome: answers ? 'acknowledged' : 'failed' });
        }
      seen(output);
    }
    return this.last as CycleOutput;
  }

  decision(id: string): Decision {
    const found = this.last?.decisions.find((decision) => decision.id === id);
    if (found === undefined) throw new Error(`no decision for ${id}`);
    return found;
  }

  /** What one box draws now, on the phases of the building. */
  drawnMa(id: string): PerPhase {
    const { wiring } = this.#config(id);
    const { state, heldMa, draws } = this.box(id);
    return toBuilding(state === 'C' ? draws(heldMa) : [], wiring, 0);
  }

  flowMa(): PerPhase {
    const sum: [number, number, number] = [...this.houseMa] as [number, number, number];
    for (const { id, role } of this.site.devices) {
      if (role !== 'chargePoint') continue;
      const drawn = this.drawnMa(id);
      for (const p of [0, 1, 2] as const) sum[p] += drawn[p];
    }
    return sum;
  }

  #config(id: string): { readonly wiring: Wiring; readonly enabled: boolean } {
    const config = this.site.devices.find((device) => device.id === id);
    if (config === undefined) throw new Error(`no device ${id}`);
    return config;
  }

  #read(): void {
    const at = <T>(value: T) => ({ value, atMs: this.nowMs });
    for (const [id, box] of this.boxes) {
      const { wiring, enabled } = this.#config(id);
      const before = this.views.get(id);
      const lastWrite = this.#writes.get(id);
      if (box.answers && lastWrite !== undefined) box.heldMa = lastWrite.offeredMa;
      if (!enabled) {
        this.views.delete(id);
        continue;
      }
      const facts: DeviceFacts = {
        ...{ id, kind: 'chargePoint', wiring, stepMa: 100, minMa: 6000, maxMa: 32_000 },
        ...{ readsBack: true, measuresCurrent: true },
        ...box.facts,
      };
      const health = box.answers ? 'online' : 'offline';
      this.views.set(id, {
        ...{ facts, health, fault: undefined, lastWrite },
        healthSinceMs: before?.health === health ? before.healthSinceMs : this.nowMs,
        readings: box.answers
          ? {
              chargeState: box.slow ? (before?.readings.chargeState ?? at(box.state)) : at(box.state),
              ...(facts.measuresCurrent
                ? { currentMa: at(box.state === 'C' ? box.tells(box.draws(box.heldMa)) : wiring.map(() => 0)) }
                : {}),
              ...(facts.readsBack ? { offeredMa: at(box.heldMa) } : {}),
              ...(box.phaseCount === undefined ? {} : { phaseCount: at(box.phaseCount) }),
              energyImportWh: at(0),
            }
          : (before?.readings ?? {}),
      });
    }
    for (const { id, role, wiring } of this.site.devices) {
      if (role !== 'grid') continue;
      const before = this.views.get(id);
      const says = this.meterSays?.(this.flowMa());
      const facts = { id, kind: 'meter' as const, wiring, stepMa: 1, minMa: 0, maxMa: 0 };
      const { currentMa, voltageV = [230, 230, 230] } = says ?? {};
      this.views.set(id, {
        facts: { ...facts, readsBack: false, measuresCurrent: true },
        ...{ health: 'online', healthSinceMs: startMs, fault: undefined, lastWrite: undefined },
        readings:
          currentMa === undefined
            ? (before?.readings ?? {})
            : {
                currentMa: at(currentMa),
                powerW: at(currentMa.map((ma) => (ma === undefined ? undefined : ma * 0.23))),
                voltageV: at(voltageV),
              },
      });
    }
  }
}

/** A box with a car of three phases and 16 A that follows at once. */
const handBox = (): HandBox => ({
  ...{ state: 'C', heldMa: 0, answers: true, facts: {} },
  draws: (offeredMa) => [0, 1, 2].map(() => Math.min(16_000, offeredMa)),
  tells: (drawnMa) => drawnMa,
});

/** The site document of a test: what stands there, and a house of which `fuseA` is said. */
export const houseOf = (fuseA: number, devices: readonly object[], more: object = {}): object => ({
  ...{ name: 'review', timezone: 'Europe/Amsterdam', imbalance: { maxA: 100 } },
  circuits: [{ id: 'house', fuseA }],
  lines: [{ id: 'rs485-1', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
  devices: [{ id: 'M1', definition: 'a-meter', line: 'rs485-1', role: 'grid' }, ...devices],
  ...more,
});

export const boxAt = (id: string, more: object = {}): object => ({
  ...{ id, definition: 'a-box', address: `127.0.0.1:${5020 + Number(id.slice(1))}`, maxCurrentA: 32 },
  ...more,
});

function read(document: object): Site {
  const result = readSite(document, knowledge);
  if (!result.ok) throw new Error(result.faults.map(({ message }) => message).join('\n'));
  return result.site;
}
