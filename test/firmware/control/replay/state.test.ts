import assert from 'node:assert/strict';
import { type CycleResult, type Mind, mindWith, runCycle } from '../../../../firmware/control/cycle.ts';
import type { LimitDesk } from '../../../../firmware/control/limit-desk.ts';
import { mindOf, stateOf } from '../../../../firmware/control/replay/state.ts';
import { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';
import { runTroubledSite, type Theme, themes } from './troubled-site.ts';

/** All that a cycle came to, as text. */
const told = ({ limited, output }: CycleResult): string =>
  JSON.stringify({ limited, output }, (_key, value) => (value instanceof Map ? [...value] : value));

/** Two minds through the same cycles, one of which is put into a state and taken out again before each. */
function compare(seed: number, theme: Theme): Set<string> {
  const codes = new Set<string>();
  let twin: Mind | undefined;
  let limits: LimitDesk | undefined;
  let cycles = 0;
  runTroubledSite(seed, theme, (mind, facts) => {
    const { site } = mind.controller.topology;
    // After a restart both begin anew.
    const before = mind.limits === limits && twin !== undefined ? twin : mind;
    limits = mind.limits;
    const state = stateOf(before);
    twin = mindOf(before.controller.topology.site, state);
    if (cycles % 20 === 0) assert.deepEqual(stateOf(twin), state);
    if (twin.controller.topology.site !== site) twin = mindWith(site, twin);
    const result = runCycle(mind, facts);
    cycles += 1;
    assert.equal(told(runCycle(twin, facts)), told(result), `seed ${seed}, cycle ${cycles}`);
    for (const { reason } of result.output.decisions) codes.add(reason.code);
    return result;
  });
  return codes;
}

/** Size of the state of so many charge points that were read for a while, bytes. */
function stateBytes(count: number): number {
  const document = {
    ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 400 }] },
    devices: Array.from({ length: count }, (_, k) => ({
      ...{ id: `E${k + 1}`, definition: 'a-box', address: `10.0.0.${k + 1}:502`, maxCurrentA: 16 },
    })),
  };
  let bytes = 0;
  const boxes = document.devices.map(({ id }) => ({ id, wiring: [0, 1, 2] as const, car: {} }));
  const site = new PlantSite({
    ...{ document, plant: { seed: 1, fuseA: 400, boxes } },
    run: (mind, facts) => {
      bytes = JSON.stringify(stateOf(mind)).length;
      return runCycle(mind, facts);
    },
  });
  site.step(20);
  return bytes;
}

describe('what the loop remembers', () => {
  for (const [name, theme] of Object.entries(themes)) {
    it(`is whole in a state that is taken in every cycle: ${name}`, () => {
      const codes = [1, 2].map((seed) => compare(seed, theme));
      assert.ok(
        codes.every(({ size }) => size > 3),
        'a run in which nothing happens would prove nothing',
      );
    });
  }

  it('has about 1.2 KB for each charge point', () => {
    const bytes = stateBytes(64);
    assert.ok(bytes > 40_000 && bytes < 100_000, `${bytes} bytes`);
  });
});
