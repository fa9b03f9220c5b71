import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { OcppServerView } from '../../firmware/api/ocpp-port.ts';
import { OcppCaller } from '../../scripts/bench/measure/ocpp-caller.ts';
import { type Attack, attacks, holds } from '../../scripts/site/ocpp/hostile/attacks.ts';
import { Box, type Look } from './box.ts';
import { registersFollow } from './registers.ts';

const passwords = { good: 'a good one', bad: 'a bad one' } as const;
/** Several kinds at one time. */
const chosen = [
  'messages of 1 MiB',
  'JSON that is 10,000 deep',
  '1,000 bad messages a second',
  'guessed passwords',
  'what is no TLS after its first byte',
  'a request with a body without an end',
  'a connection that says nothing',
  'good calls without an end',
  'transactions without an end',
];

/** The charge points of Modbus: those of OCPP here take no limits. */
const boxesFollow = (look: Look): boolean =>
  registersFollow({
    ...look,
    state: { ...look.state, chargePoints: look.state.chargePoints.filter(({ id }) => !/^E[89]$/.test(id)) },
  });

describe('S26 a box whose door for charge points is attacked', () => {
  let box: Box;
  let good: OcppCaller | undefined;
  const stop = new AbortController();
  const counts = new Map<string, number>();
  let over: Promise<unknown> = Promise.resolve();

  before(async () => {
    const devices = Object.keys(passwords).map((id, k) => ({
      ...{ id: `E${8 + k}`, definition: 'ocpp', address: id, secret: id, circuit: 'garage', maxCurrentA: 16 },
    }));
    box = await Box.open({
      edit: (document) => ({ ...document, devices: [...(document.devices as object[]), ...devices] }),
    });
    for (const [name, password] of Object.entries(passwords))
      assert.equal((await box.put(`/api/v1/secrets/${name}`, { password })).status, 204);
    await box.until('the port is open', async () => (await server()).listening);
    const { port } = await server();
    good = await OcppCaller.connect(port, 'good', passwords.good);
    await good.call('BootNotification', { chargePointModel: 'm', chargePointVendor: 'v' });
    over = Promise.all(
      [...attacks, ...holds].filter(({ name }) => chosen.includes(name)).map((attack, k) => goOn(attack, port, k)),
    );
    await box.until('each has attacked', async () => counts.size >= chosen.length - 2);
  });
  after(async () => {
    stop.abort();
    await over;
    good?.leave();
    await box?.close();
  });

  const server = async () => (await box.get('/api/v1/ocpp/server')).json as OcppServerView;
  const goOn = async (attack: Attack, port: number, k: number): Promise<void> => {
    const target = { port, id: 'bad', password: passwords.bad, source: `127.0.0.${2 + (k % 4)}`, signal: stop.signal };
    while (!stop.signal.aborted) {
      await attack.round(target);
      counts.set(attack.name, (counts.get(attack.name) ?? 0) + 1);
      await pause(2);
    }
  };

  it('S26 answers another charge point every time', async () => {
    for (let k = 0; k < 100; k += 1) await good?.call('Heartbeat', {});
    const view = await server();
    assert.equal(view.chargeBoxes.find(({ identity }) => identity === 'good')?.connected, true);
  });

  it('S26 goes on to control: a limit of the operator reaches the charge points, cycles go on', async () => {
    const before = await box.waitFor('the registers follow', boxesFollow);
    await box.setVariable('AVAIL', 30);
    const { state } = await box.waitFor(
      'the limit is in the registers',
      (look) => look.state.circuits[0]?.limitW === 0.3 * 55_000 && boxesFollow(look),
    );
    assert.ok(state.cycle > before.state.cycle);
    await box.waitFor('three more cycles', ({ state: { cycle } }) => cycle >= state.cycle + 3);
    assert.equal(good?.closedWith, undefined);
  });

  it('S26 writes no more of it than it should, and says who was refused and why', async () => {
    const rounds = [...counts.values()].reduce((sum, one) => sum + one, 0);
    assert.ok(rounds > 100, `only ${rounds} rounds`);
    // The last 200 lines are kept: what was written before the attack is still among them.
    const lines = box.output.tail(200);
    assert.match(lines, /charge points that speak OCPP can connect/, `too many lines for ${rounds} rounds`);
    assert.match(lines, /was not let in: /);
  });
});
