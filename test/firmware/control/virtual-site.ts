import type { Controller, CycleOutput, Decision } from '../../../firmware/control/controller.ts';
import { type Mind, newMind, runCycle } from '../../../firmware/control/cycle.ts';
import type { DeviceView } from '../../../firmware/control/device-view.ts';
import type { ChargeState } from '../../../firmware/domain/device.ts';
import type { PerPhase, Wiring } from '../../../firmware/domain/phases.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';
import type { StoredVariable } from '../../../firmware/domain/variable.ts';
import { knowledge } from '../domain/site/documents.ts';

/** One charge point with a car, as the controller sees it: takes what it is offered, one cycle later. */
export interface VirtualBox {
  state: ChargeState;
  /** Own phases the car uses. */
  carPhases: number;
  carMaxMa: number;
  offeredMa: number;
  /** The last request was heard by the box. */
  answers: boolean;
  /** Requests that stay without an answer until the box counts as offline. */
  patience?: number;
  /** Set-points are accepted; otherwise a write fails. */
  obeys: boolean;
  /** Its set-point can be read. */
  tellsOffer: boolean;
  /** Draws this instead of what it is offered. */
  stubbornMa?: number;
  readonly wiring: Wiring;
}

const startMs = 1_000_000;
const wallStartMs = Date.UTC(2026, 10, 25, 12, 0, 0);

/** A site on a virtual clock: real controller, real limits, boxes and a meter made of numbers. */
export class VirtualSite {
  readonly site: Site;
  readonly boxes = new Map<string, VirtualBox>();
  houseMa: PerPhase = [0, 0, 0];
  meterAnswers = true;
  nowMs = startMs;
  variables: StoredVariable[] = [];
  failsafeOnly = false;
  last: CycleOutput | undefined;
  readonly #mind: Mind;
  readonly #views = new Map<string, DeviceView>();
  readonly #writes = new Map<string, { offeredMa: number; atMs: number }>();

  constructor(document: object) {
    const result = readSite(document, knowledge);
    if (!result.ok) throw new Error(result.faults.map((f) => f.message).join('\n'));
    this.site = result.site;
    this.#mind = newMind(this.site, { variables: [], rulings: [] });
    for (const device of this.site.devices) {
      if (device.role !== 'chargePoint') continue;
      this.boxes.set(device.id, {
        state: 'C',
        carPhases: 3,
        carMaxMa: 16_000,
        offeredMa: 0,
        answers: true,
        obeys: true,
        tellsOffer: true,
        wiring: device.wiring,
      });
    }
  }

  box(id: string): VirtualBox {
    const box = this.boxes.get(id);
    if (box === undefined) throw new Error(`no box ${id}`);
    return box;
  }

  set(name: string, value?: number): void {
    const row = { name, atMs: this.wallMs, source: 'admin', ...(value === undefined ? {} : { value }) };
    this.variables = [...this.variables.filter((v) => v.name !== name), row];
  }

  get wallMs(): number {
    return wallStartMs + this.nowMs - startMs;
  }

  /** What really flows on a building phase, mA. */
  flowMa(): PerPhase {
    const sum: [number, number, number] = [...this.houseMa] as [number, number, number];
    for (const box of this.boxes.values())
      draw(box).forEach((ma, own) => {
        const phase = box.wiring[own];
        if (phase !== undefined) sum[phase] += ma;
      });
    return sum;
  }

  get controller(): Controller {
    return this.#mind.controller;
  }

  /** One second: devices are read, one cycle runs, boxes take what was sent. */
  step(seconds = 1): CycleOutput {
    for (let s = 0; s < seconds; s += 1) {
      this.nowMs += 1000;
      this.#read();
      const { nowMs, wallMs, failsafeOnly } = this;
      const { output } = runCycle(this.#mind, {
        ...{ nowMs, wallMs, devices: this.#views, limits: [], failsafeOnly, leaving: [] },
        ...{ stored: this.variables, storedRulings: [], candidates: [] },
      });
      this.last = output;
      for (const { id, sendMa } of this.last.decisions) if (sendMa !== undefined) this.#send(id, sendMa);
    }
    return this.last as CycleOutput;
  }

  decision(id: string): Decision {
    const found = this.last?.decisions.find((decision) => decision.id === id);
    if (found === undefined) throw new Error(`no decision for ${id}`);
    return found;
  }

  offers(): Record<string, number | undefined> {
    return Object.fromEntries([...this.boxes.keys()].map((id) => [id, this.decision(id).offerMa]));
  }

  #send(id: string, offeredMa: number): void {
    this.#writes.set(id, { offeredMa, atMs: this.nowMs });
    const box = this.box(id);
    if (box.answers && box.obeys) box.offeredMa = offeredMa;
  }

  #read(): void {
    for (const [id, box] of this.boxes) {
      const before = this.#views.get(id);
      const write = this.#writes.get(id);
      const lastWrite =
        write === undefined
          ? undefined
          : ({
              offeredMa: write.offeredMa,
              requestedAtMs: write.atMs,
              repliedAtMs: write.atMs,
              outcome: box.answers && box.obeys ? 'acknowledged' : 'failed',
            } as const);
      const base = {
        facts: {
          id,
          kind: 'chargePoint',
          wiring: box.wiring,
          stepMa: 1000,
          minMa: 6000,
          maxMa: 32_000,
          readsBack: box.tellsOffer,
          measuresCurrent: true,
        } as const,
        fault: undefined,
        lastWrite,
      };
      if (!box.answers) {
        const sinceMs = before?.health === 'online' ? this.nowMs : (before?.healthSinceMs ?? this.nowMs);
        const health = this.nowMs - sinceMs < (box.patience ?? 0) * 1000 ? 'degraded' : 'offline';
        this.#views.set(id, { ...base, health, healthSinceMs: sinceMs, readings: before?.readings ?? {} });
        continue;
      }
      const at = <T>(value: T) => ({ value, atMs: this.nowMs });
      this.#views.set(id, {
        ...base,
        health: 'online',
        healthSinceMs: startMs,
        readings: {
          currentMa: at(draw(box)),
          chargeState: at(box.state),
          ...(box.tellsOffer ? { offeredMa: at(box.offeredMa) } : {}),
          energyImportWh: at(0),
        },
      });
    }
    for (const meter of this.site.devices.filter((d) => d.role === 'grid')) {
      if (!this.meterAnswers) continue;
      const flow = this.flowMa();
      this.#views.set(meter.id, {
        facts: {
          id: meter.id,
          kind: 'meter',
          wiring: meter.wiring,
          stepMa: 1,
          minMa: 0,
          maxMa: 0,
          readsBack: false,
          measuresCurrent: true,
        },
        health: 'online',
        healthSinceMs: startMs,
        fault: undefined,
        lastWrite: undefined,
        readings: {
          currentMa: { value: flow, atMs: this.nowMs },
          powerW: { value: flow.map((ma) => ma * 0.23), atMs: this.nowMs },
          voltageV: { value: [230, 230, 230], atMs: this.nowMs },
        },
      });
    }
  }
}

/** What a box's car draws on the box's own phases, mA. */
function draw(box: VirtualBox): number[] {
  const charging = box.state === 'C' || box.state === 'D';
  const amount = box.stubbornMa ?? (charging ? Math.min(box.offeredMa, box.carMaxMa) : 0);
  return box.wiring.map((_, own) => (own < box.carPhases ? amount : 0));
}

/** A house with a grid meter and so many charge points, all limits of the demo. */
export function houseWith(chargePoints: number, house: object = {}, more: object = {}): object {
  return {
    name: 'Kerkstraat 12',
    timezone: 'Europe/Amsterdam',
    circuits: [
      {
        id: 'house',
        fuseA: 80,
        limits: [{ id: 'operator', unit: 'W', value: '55000 * AVAIL / 100', fallback: 4200 }],
        ...house,
      },
    ],
    lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
    devices: [
      { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
      ...Array.from({ length: chargePoints }, (_, i) => ({
        id: `E${i + 1}`,
        definition: 'a-box',
        address: `10.0.0.${i + 1}:502`,
        phases: ['L1L2L3', 'L2L3L1', 'L3L1L2'][i % 3],
        maxCurrentA: 16,
      })),
    ],
    variables: [{ name: 'AVAIL', value: 100 }],
    ...more,
  };
}
