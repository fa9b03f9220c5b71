import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { after, afterEach, describe, it } from 'mocha';
import type { SimEvent } from '../../../scripts/smgw-sim/event-log.ts';
import { clsIdentity, dialAsCls } from './cls.ts';
import { Files, Peer } from './openssl.ts';

const program = fileURLToPath(new URL('../../../scripts/smgw-sim.ts', import.meta.url));

describe('smgw-sim on the command line', () => {
  const files = new Files();
  let peer: Peer | undefined;
  afterEach(async () => {
    await peer?.end();
  });
  after(() => files.remove());

  const linesOf = ({ out }: Peer): SimEvent[] =>
    String(out)
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line));

  it('prints its events as JSON lines, is worked over HTTP, leads curl through the channel, ends cleanly on Ctrl-C', async () => {
    const cls = clsIdentity();
    peer = new Peer(process.execPath, [program, '--tls', '1.3', '--fault', 'socksRep04']);
    const running = peer;
    const named = (name: string): SimEvent | undefined => linesOf(running).find(({ event }) => event === name);
    await running.until('ready', () => named('ready') !== undefined);
    const { address, control, gate } = named('ready') as unknown as Record<string, string>;
    assert.ok(address !== undefined && control !== undefined && gate !== undefined);

    const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
      const response = await fetch(`${control}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, ...((await response.json()) as object) };
    };
    assert.equal((await ask('POST', '/trust', { certificatePem: cls.certificatePem })).status, 200);
    await assert.rejects(dialAsCls(address, cls), /refused with 4/);
    const socket = await dialAsCls(address, cls);
    assert.equal(socket.getPeerX509Certificate()?.toString(), (await ask('GET', '/certificate')).certificatePem);

    const answer = await ask('POST', '/emt/request', { method: 'GET', path: '/cnf?cmd=get_cm_vars' });
    assert.deepEqual(JSON.parse(String(answer.body)).url, '/cnf?cmd=get_cm_vars');
    const throughGate = await (
      await fetch(`http://${gate}/cnf?cmd=set_cm_vars`, { method: 'POST', body: '{}' })
    ).json();
    assert.deepEqual(throughGate, { method: 'POST', url: '/cnf?cmd=set_cm_vars', body: '{}', host: gate });

    const nonsense = await ask('POST', '/faults', { name: 'hiccup' });
    assert.deepEqual([nonsense.status, nonsense.error], [400, 'hiccup is no fault']);
    const page = await fetch(`${control}/state`, { headers: { origin: 'http://evil.example' } });
    assert.equal(page.status, 400);

    await ask('POST', '/clock', { advanceS: 48 * 3600 });
    await running.until('48 h are over', () => named('channelEnding')?.reason === 'sessionLimit');
    running.child.kill('SIGINT');
    assert.equal(await running.ended, 0);
    assert.ok(named('ended') !== undefined);
    assert.ok(!String(running.out).includes('PRIVATE KEY'));
  });

  it('says in one sentence what is wrong with an option', () => {
    for (const [args, says] of [
      [['--curve', 'x25519'], /--curve x25519 is none of bp256/],
      [['--fault', 'hiccup'], /hiccup is no fault/],
      [['--listen', '127.0.0.1'], /--listen 127\.0\.0\.1 is not HOST:PORT/],
      [['--time-scale', 'fast'], /--time-scale fast is not a number/],
    ] as const) {
      const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
      assert.equal(status, 64);
      assert.match(stderr, says);
    }
  });
});
