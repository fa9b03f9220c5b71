import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'mocha';
import type { HttpCall } from '../../scripts/smgw-sim/emt/calls.ts';
import { setOne } from '../../scripts/smgw-sim/emt/calls.ts';
import { type SmgwSim, startSmgwSim } from '../../scripts/smgw-sim/gateway.ts';
import { Box } from './box.ts';
import { registersFollow } from './registers.ts';

const houseA = [2, 2, 2] as const;
const channelPath = '/api/v1/smgw/channels/emt';

describe('an EMT that misbehaves, on the whole box', () => {
  let box: Box;
  let gateway: SmgwSim;

  before(async () => {
    box = await Box.open({ houseA });
    const made = await box.post('/api/v1/certificates', { name: 'cls', curve: 'P-256' });
    const { certificatePem } = made.json as { certificatePem: string };
    gateway = await startSmgwSim({ scenario: 'hks3', curve: 'p256', clsCertificatesPem: [certificatePem] });
    const put = await box.put(channelPath, {
      scenario: 'HKS3',
      address: gateway.address,
      certificate: 'cls',
      peerCertificatePem: gateway.peerCertificatePem,
      destination: 'emt.example:443',
      variables: ['AVAIL'],
    });
    assert.equal(put.status, 200, put.text);
    await gateway.emt.ready();
    assert.equal((await gateway.emt.request(setOne('AVAIL', 40))).status, 200);
    await box.waitFor(
      '22 kW in the registers',
      (look) => look.state.circuits[0]?.limitW === 22_000 && registersFollow(look),
    );
  });
  after(async () => {
    await gateway?.close();
    await box?.close();
  });

  /** Cycles come and the limit stands while `run` goes on, again and again for three seconds. */
  async function controlGoesOn(run: () => Promise<unknown>): Promise<void> {
    const startMs = performance.now();
    const { cycle } = (await box.state()) ?? { cycle: 0 };
    while (performance.now() - startMs < 3000) await run();
    const passedS = (performance.now() - startMs) / 1000;
    const { state } = await box.waitFor('a state', () => true);
    assert.equal(state.circuits[0]?.limitW, 22_000);
    // Half of the cycles: other programs on this machine may take some of the time.
    assert.ok(state.cycle - cycle >= passedS / 2, `${state.cycle - cycle} cycles in ${passedS} s`);
  }

  it('S26 sends 100,000 requests ahead: the stream is closed, control goes on, the channel comes back', async () => {
    await controlGoesOn(async () => {
      const socket = connect(await gateway.emt.gatePort(), '127.0.0.1');
      const closed = new Promise<void>((resolve) => void socket.on('close', () => resolve()));
      socket.on('error', () => undefined).resume();
      const block = 'GET /cnf?cmd=set_cm_vars&name=house&val=1 HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100);
      for (let k = 0; k < 1000 && !socket.destroyed; k += 1)
        if (!socket.write(block))
          await Promise.race([new Promise<void>((resolve) => void socket.once('drain', resolve)), closed]);
      await closed;
    });
    await box.until('the channel is up again', async () => {
      const { status } = (await box.get(channelPath)).json as { status: string };
      return status === 'up';
    });
    await gateway.emt.ready();
    assert.match(box.output.tail(50), /sent ahead/);
  });

  it('S26 asks for more than it may, thousands of times: each is refused, the log stays short, control goes on', async () => {
    const calls: readonly HttpCall[] = [
      setOne('house', 1),
      { method: 'POST', path: '/cnf?cmd=set_cm_vars', body: '{"vars":[{"name":"AVAIL","expr":"M1.power_w"}]}' },
      { method: 'GET', path: '/api/v1/site' },
      { method: 'PUT', path: '/api/v1/smgw', body: '{"functions":{"administration":true}}' },
      { method: 'POST', path: '/api/v1/backup', body: '{"password":"x"}' },
    ];
    const statuses = new Map<number, number>();
    await controlGoesOn(async () => {
      for (let k = 0; k < 2000; k += 1) {
        const { status } = await gateway.emt.request(calls[k % calls.length] as HttpCall);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    assert.deepEqual(
      [...statuses.keys()].filter((status) => ![400, 403, 429].includes(status)),
      [],
    );
    assert.ok((statuses.get(429) ?? 0) > 1000, JSON.stringify([...statuses]));
    assert.ok(
      box.output
        .tail(200)
        .split('\n')
        .filter((line) => line.includes('was refused')).length < 20,
    );
  });
});
