import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { seededRandom } from '../../scripts/site/random.ts';
import { Box } from './box.ts';
import { carsDraw, heldA, highestAllowedW, registersFollow, roomW } from './registers.ts';

const houseA = [2, 2, 2] as const;
const failsafeA = 6;

describe('a box that loses its power', () => {
  let box: Box;

  before(async () => {
    box = await Box.open({ houseA });
    await box.waitFor('all cars charge', ({ plant }) => carsDraw(plant));
  });
  after(() => box?.close());

  const limitW = (wanted: number) =>
    box.waitFor(`${wanted} W in force`, (look) => look.state.circuits[0]?.limitW === wanted && registersFollow(look));

  it('leaves its charge points at their fail-safe current or lower when it is ended in good order', async () => {
    await box.waitFor('all are offered more', ({ plant }) => heldA(plant).every(([, amperes]) => amperes > failsafeA));
    const end = await box.kill('SIGTERM');
    assert.deepEqual(end, { code: 0, signal: null });
    for (const [id, amperes] of heldA(await box.site.control.state()))
      assert.ok(amperes <= failsafeA, `${id} was left at ${amperes} A`);
    await box.start();
    await box.waitFor('charging goes on', (look) => carsDraw(look.plant) && registersFollow(look));
  });

  it('obeys a lowered limit from its first write on', async () => {
    await box.setVariable('AVAIL', 20);
    await limitW(11_000);
    await box.kill('SIGKILL');
    const atKill = await box.site.control.state();
    await box.start();
    let first: number | null | undefined;
    await box.until('it has a state', async () => {
      first = (await box.state())?.circuits[0]?.limitW;
      return first !== undefined;
    });
    assert.equal(first, 11_000);
    const { state } = await box.waitFor(
      'it steers for a while',
      (look) => look.state.cycle > 12 && registersFollow(look),
    );
    assert.ok(state.chargePoints.every(({ reason }) => reason.code !== 'starting' && reason.code !== 'lost'));
    const writes = await box.setpointsSince(atKill.atMs);
    assert.ok(writes.length > 0);
    const highestW = highestAllowedW(atKill, writes);
    assert.ok(highestW <= roomW(11_000, houseA), `${highestW} W were allowed to the cars`);
    assert.deepEqual(await box.variables(), { AVAIL: 20 });
  });

  it('keeps the variables of the last answered call or of the one in flight, whole, over 1000 calls and 5 kills', async () => {
    const random = seededRandom('restart');
    const calls = 1000;
    const kills = 5;
    let answered = 0;
    for (let kill = 1; kill <= kills; kill += 1) {
      const last = Math.round((calls * kill) / kills);
      let inFlight = answered;
      let killing: Promise<unknown> | undefined;
      while (killing === undefined || inFlight < last) {
        inFlight += 1;
        const reply = set(inFlight);
        // At another moment of the call each time.
        if (inFlight === last)
          killing = new Promise((resolve) => setTimeout(resolve, random.between([0, 6]))).then(() =>
            box.kill('SIGKILL'),
          );
        if (await reply) answered = inFlight;
        else break;
      }
      await killing;
      await box.start();
      const variables = await box.variables();
      const whole = (n: number) => ({ AVAIL: n, PWR: n, tarif: n });
      const kept = (variables as { readonly PWR?: number }).PWR ?? Number.NaN;
      assert.ok(kept === answered || kept === inFlight, `${kept} is neither ${answered} nor ${inFlight}`);
      assert.deepEqual(variables, whole(kept));
      await box.waitFor(`the limit of call ${kept}`, ({ state }) => {
        const limit = state.limits.find(({ id }) => id === 'operator');
        return limit?.value === 550 * kept;
      });
      answered = kept;
    }
    assert.ok(answered >= calls - 1);
  });

  /** Three variables to one number; false when the box died over it. */
  async function set(n: number): Promise<boolean> {
    try {
      const reply = await box.post('/cnf?cmd=set_cm_vars', { AVAIL: n, PWR: n, tarif: n });
      assert.deepEqual(reply.json, { ok: true });
      return true;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return false;
    }
  }
});
