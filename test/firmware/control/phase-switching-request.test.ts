import assert from 'node:assert/strict';
import type { AllocationRequest, Row } from '../../../firmware/allocation/types.ts';
import type { DeviceView } from '../../../firmware/control/device-view.ts';
import {
  type SwitchingFacts,
  type SwitchingMemory,
  withPhaseSwitching,
} from '../../../firmware/control/phase-switching-request.ts';
import type { DeviceReadings } from '../../../firmware/domain/device.ts';
import type { ChargeOrder } from '../../../firmware/domain/order.ts';
import { siteSchema } from '../../../firmware/domain/site/schema.ts';

const wiring = [1, 2, 0] as const;

function viewOf(readings: DeviceReadings, switches = true): DeviceView {
  return {
    facts: {
      ...{ id: 'E1', kind: 'chargePoint', wiring, stepMa: 1000, minMa: 6000, maxMa: 16_000 },
      ...{
        readsBack: true,
        measuresCurrent: true,
        ...(switches ? { switchesPhases: true, phaseDeadTimeMs: 10_000 } : {}),
      },
    },
    ...{ health: 'online', healthSinceMs: 0, fault: undefined, readings, lastWrite: undefined },
  };
}

/** A charge point below a limit of 3 kW, offered nothing; second by second. */
class Stand {
  nowMs = 0;
  readonly memory: SwitchingMemory = { phaseSwitching: undefined, offerMa: 0, confirmed: true };
  phases: 1 | 3 = 3;
  orders: readonly ChargeOrder[] = [];
  limitMw = 3_000_000;
  switches = true;
  phaseSwitch = 'auto';

  second(): ReturnType<typeof withPhaseSwitching> {
    this.nowMs += 1000;
    const request: AllocationRequest = {
      ...{ id: 'E1', minMa: 6000, maxMa: 16_000, stepMa: 1000, tier: 1, charging: false, dwell: true },
      ...{ sessionEnergyWh: 0, waitingMs: 0, reason: { code: 'power' } },
    };
    const row: Row = {
      ...{ id: 'house/P', circuit: 'house', quantity: 'P', capacity: this.limitMw, steady: true },
      ...{ members: [{ request: 0, weight: 690 }], reason: { code: 'power' } },
    };
    const site = siteSchema.parse({
      ...{ name: 'x', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 80 }] },
      devices: [{ id: 'E1', definition: 'box', phases: 'L2L3L1', phaseSwitch: this.phaseSwitch }],
    });
    const facts: SwitchingFacts = {
      config: site.devices[0] ?? assert.fail(),
      view: viewOf(
        {
          chargeState: { value: 'B', atMs: this.nowMs },
          currentMa: { value: [0, 0, 0], atMs: this.nowMs },
          phaseCount: { value: this.phases, atMs: this.nowMs },
        },
        this.switches,
      ),
      memory: this.memory,
      ...{ carPhases: undefined, orders: this.orders, limits: [], circuits: new Set(['house']), rows: [row] },
      ...{ voltageV: [230, 230, 230], requests: [request], index: 0, phaseUpDelayS: 600, nowMs: this.nowMs },
      iso: (ms) => new Date(ms).toISOString(),
    };
    const step = withPhaseSwitching(facts);
    if (step.switchTo !== undefined) this.phases = step.switchTo;
    return step;
  }

  /** Everything that differs from a plain request within some seconds. */
  watch(seconds: number): string[] {
    const seen: string[] = [];
    for (let s = 0; s < seconds; s += 1) {
      const { request, switchTo } = this.second();
      if (switchTo !== undefined) seen.push(`to ${switchTo}`);
      if (request.maxMa === 0 && seen.at(-1) !== 'pause') seen.push('pause');
      if (request.maxMa > 0 && seen.at(-1) === 'pause') seen.push('go');
    }
    return seen;
  }
}

describe('phase switching in front of the allocator', () => {
  it('pauses, switches and goes on when the watts do not bear three phases', () => {
    const stand = new Stand();
    assert.deepEqual(stand.watch(300), ['to 1', 'pause', 'go']);
  });

  it('says why it pauses and until when, and that no minimum time holds it up', () => {
    const stand = new Stand();
    stand.watch(180);
    const { request } = stand.second();
    assert.deepEqual([request.maxMa, request.dwell], [0, false]);
    assert.deepEqual(request.reason, { code: 'phaseSwitch', until: new Date(stand.nowMs + 10_000).toISOString() });
  });

  it('leaves a product that cannot switch alone, and one that may not', () => {
    const cannot = Object.assign(new Stand(), { switches: false });
    const mayNot = Object.assign(new Stand(), { phaseSwitch: 'off' });
    assert.deepEqual([cannot.watch(400), mayNot.watch(400)], [[], []]);
  });

  it('does not switch for a car that may have nothing, and obeys a person', () => {
    const order = { chargePoint: 'E1', origin: 'override', reason: { code: 'override' } } as const;
    const off = Object.assign(new Stand(), { orders: [{ ...order, maxMa: 0 }] });
    assert.deepEqual(off.watch(400), []);
    const plenty = { limitMw: 20_000_000, orders: [{ ...order, phases: 1 as const }] };
    assert.deepEqual(Object.assign(new Stand(), plenty).watch(400), ['to 1', 'pause', 'go']);
  });
});
