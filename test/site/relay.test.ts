import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { FakeGpio } from '../drivers/contacts/fake-gpio.ts';
import { Box, type Document } from './box.ts';
import { carsDraw, registersFollow } from './registers.ts';

/** The tools are scripts of ours, found before Debian's. */
describe('S25 a relay on GPIO and a program that is killed', () => {
  const path = process.env.PATH;
  let gpio: FakeGpio;
  let box: Box;

  const edit = (site: Document): Document => ({
    ...site,
    gridInputs: [
      {
        ...{ id: 'ripple', circuit: 'house', scope: 'all', preset: 'levels-2', baseW: 40_000, safe: { limitW: 9000 } },
        source: { kind: 'gpio', lines: [17, 27] },
      },
    ],
  });

  before(async () => {
    gpio = new FakeGpio('v1.6.3', '1 1');
    process.env.PATH = `${gpio.dir}${delimiter}${path}`;
    box = await Box.open({ houseA: [2, 2, 2], edit });
  });
  after(async () => {
    process.env.PATH = path;
    await box?.close();
    gpio.end();
  });

  const inForce = (watts: number) =>
    box.waitFor(`${watts} W in force`, (look) => look.state.circuits[0]?.limitW === watts && registersFollow(look));

  it('an edge becomes a limit at the charge points', async () => {
    await box.waitFor(
      'cars charge',
      ({ state, plant }) => carsDraw(plant) && state.limits.every((l) => l.origin !== 'relay'),
    );
    gpio.levels('1 0');
    gpio.prints('27 0');
    const { state } = await inForce(12_000);
    const [limit] = state.limits.filter(({ origin }) => origin === 'relay');
    assert.deepEqual([limit?.id, limit?.source, limit?.circuit], ['input:ripple', 'input ripple: 30 %', 'house']);
  });

  it('S25 kill -9: no first cycle is unlimited, and the level is back once the wires are read', async () => {
    await box.kill('SIGKILL');
    await box.start();
    let first: number | null | undefined;
    await box.until('it has a state', async () => {
      first = (await box.state())?.circuits[0]?.limitW;
      return first !== undefined;
    });
    assert.ok(first === 9000 || first === 12_000, `${first} W in the first cycle that was seen`);
    await inForce(12_000);
  });

  it('S25 a gpiomon that is gone for good ends in the safe level after the hold time', async () => {
    // The firmware was killed before this: its new gpiomon may be a moment away.
    await box.until('a gpiomon runs', async () => gpio.pid !== undefined && process.kill(gpio.pid, 0));
    gpio.breaks(true);
    process.kill(gpio.pid as number, 'SIGKILL');
    const { state } = await inForce(9000);
    assert.ok(state.health.some(({ id }) => id === 'sourceSilent:input:ripple'));
  });
});
