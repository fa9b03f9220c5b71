import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bare, basic } from './bare.ts';

describe('outputs, on the running program', () => {
  const bare = new Bare();
  const asked: string[] = [];
  const relay = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(204).end();
  });
  const site = (outputs: readonly object[]) => ({
    name: 'Kerkstraat 12',
    timezone: 'Europe/Amsterdam',
    circuits: [{ id: 'house', fuseA: 35 }],
    variables: [{ name: 'HEAT', value: 0 }],
    outputs,
  });
  before(async () => {
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    // Bound to loopback, as the demo is: only then may an output go there.
    await bare.start({ NETWACHT_BIND: '127.0.0.1' });
    assert.equal((await bare.claim()).status, 201);
  });
  after(async () => {
    relay.closeAllConnections();
    relay.close();
    await bare.close();
  });
  const set = (value: number) => bare.ask(`/cnf?cmd=set_cm_vars&name=HEAT&val=${value}`, { headers: basic });
  const variables = async () => (await bare.ask('/cnf?cmd=get_cm_vars', { headers: basic })).json();

  it('tell a relay and the box itself when a variable changes, and reset the relay when they are gone', async () => {
    const url = `http://127.0.0.1:${(relay.address() as AddressInfo).port}`;
    const outputs = [
      { id: 'heat', url: `${url}/relay?turn=\${if HEAT\`on\`off}`, resets: [{ url: `${url}/gone` }] },
      { id: 'self', url: '/cnf?cmd=set_cm_vars&name=TWICE&val=${HEAT * 2}&tmp=1' },
    ];
    assert.equal((await bare.send('PUT', '/api/v1/site', site(outputs))).status, 200);
    await bare.until(() => asked.includes('GET /relay?turn=off'));
    assert.equal((await set(3)).status, 200);
    await bare.until(() => asked.includes('GET /relay?turn=on'));
    await bare.until(async () => JSON.stringify(await variables()) === '{"HEAT":3,"TWICE":6}');
    const view = (await (await bare.ask('/api/v1/outputs', { headers: basic })).json()) as {
      outputs: { state: string }[];
    };
    assert.deepEqual(
      view.outputs.map(({ state }) => state),
      ['sent', 'sent'],
    );
    assert.equal((await bare.send('PUT', '/api/v1/site', site([]))).status, 200);
    await bare.until(() => asked.includes('GET /gone'));
    assert.deepEqual(asked, ['GET /relay?turn=off', 'GET /relay?turn=on', 'GET /gone']);
  });

  it('tell a battery what its rules and its plan come to, in the cycle in which they do', async () => {
    const { port } = relay.address() as AddressInfo;
    asked.length = 0;
    const battery = {
      ...site([{ id: 'battery', url: `http://127.0.0.1:${port}/battery?w=\${M3.charge_power_w}&m=\${M3.bat_mode}` }]),
      devices: [{ id: 'M3', definition: 'janitza-umg604', address: '127.0.0.1:1', role: 'storageAll' }],
      batteries: [
        {
          ...{ device: 'M3', maxW: 5000 },
          chargeRules: [
            { id: 'slow', if: { kind: 'formula', formula: 'HEAT == 2' }, then: { kind: 'set', valueW: 1000 } },
          ],
        },
      ],
    };
    const put = await bare.send('PUT', '/api/v1/site', battery);
    assert.equal(put.status, 200, await put.text());
    const told = (w: number) => bare.until(() => asked.at(-1) === `GET /battery?w=${w}&m=1`);
    await told(5000);
    assert.equal((await set(2)).status, 200);
    await told(1000);
    const plan = [{ fromMin: 0, minutes: 1440, limitW: 400, of: 'charge' }];
    assert.equal((await bare.send('PUT', '/api/v1/plans/M3', { plan })).status, 204);
    await told(400);
    const rules = await bare.ask('/api/v1/batteries/M3/rules', { headers: basic });
    const { lists } = (await rules.json()) as { lists: { valueW: number; decidedBy: string }[] };
    assert.deepEqual([lists[0]?.valueW, lists[0]?.decidedBy], [1000, 'slow']);
    assert.equal(asked.length, 3);
  });
});
