import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { RootServer, type RootServerParts } from '../../../../firmware/system/root/server.ts';
import { RootClient } from '../../../../firmware/system/root-client.ts';

const quiet = { info: () => undefined, error: () => undefined };

describe('S21 the socket of the root service', () => {
  let dir: string;
  let path: string;
  let server: RootServer | undefined;
  let idle: Promise<void>;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-root-server-'));
    path = join(dir, 'socket');
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(dir, { recursive: true });
  });

  async function serve(parts: Partial<RootServerParts> = {}): Promise<void> {
    idle = new Promise((resolve) => {
      server = new RootServer({
        answer: async () => ({ done: true }),
        busy: () => false,
        onIdle: resolve,
        log: quiet,
        ...parts,
      });
    });
    await server?.listen({ path });
  }
  /** Writes, and gives all that comes until the other end closes. */
  async function raw(write: (socket: Socket) => void): Promise<unknown[]> {
    const socket = connect({ path });
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    write(socket);
    await new Promise((resolve) => socket.once('close', resolve));
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }
  const codeOf = ([first]: unknown[]): unknown => (first as { error: { code: string } }).error.code;

  it('answers one request a connection, whatever follows it', async () => {
    let asked = 0;
    await serve({
      answer: async () => {
        asked += 1;
        return { done: true };
      },
    });
    assert.deepEqual(await raw((socket) => socket.write('{"verb":"reboot"}\n{"verb":"reset"}\n')), [
      { ok: true, done: true },
    ]);
    assert.equal(asked, 1);
  });

  it('reads a request that comes in pieces', async () => {
    await serve();
    const answer = await raw((socket) => {
      socket.write('{"verb":');
      setTimeout(() => socket.write('"reboot"}\n'), 20);
    });
    assert.deepEqual(answer, [{ ok: true, done: true }]);
  });

  it('tells a client what goes on, and the refusal with its path', async () => {
    await serve({
      answer: (_, tell) => {
        tell({ percent: 40, message: 'half' });
        return Promise.reject(new NetwachtError('older', 'older', { path: 'file' }));
      },
    });
    const steps: number[] = [];
    await assert.rejects(
      new RootClient(path).ask(
        { verb: 'install', do: 'bundle', file: 'x' },
        { onProgress: ({ percent }) => steps.push(percent) },
      ),
      { code: 'older', path: 'file' },
    );
    assert.deepEqual(steps, [40]);
  });

  it('says nothing of its inside when something unexpected happens', async () => {
    await serve({ answer: () => Promise.reject(new Error('secret of /data/system')) });
    const answer = await raw((socket) => socket.write('{"verb":"reboot"}\n'));
    assert.equal(codeOf(answer), 'rootFailed');
    assert.doesNotMatch(JSON.stringify(answer), /secret/);
  });

  it('refuses a line of more than 64 KiB', async () => {
    await serve();
    assert.equal(codeOf(await raw((socket) => socket.write('x'.repeat(70_000)))), 'tooLarge');
    assert.equal(codeOf(await raw((socket) => socket.write(`${' '.repeat(66_000)}{"verb":"reboot"}\n`))), 'tooLarge');
  });

  it('does not wait for a request that does not come', async () => {
    await serve({ times: { requestMs: 30 } });
    assert.equal(codeOf(await raw((socket) => socket.write('{"verb"'))), 'timedOut');
  });

  it('asks nothing for a peer that leaves in the middle of its line', async () => {
    await serve({ answer: () => assert.fail('asked') });
    assert.deepEqual(await raw((socket) => socket.end('{"verb":"reboot"}')), []);
  });

  it('carries out what a peer asked for that has left since', async () => {
    let done = (): void => undefined;
    const carriedOut = new Promise<void>((resolve) => {
      done = resolve;
    });
    await serve({
      answer: async (_, tell) => {
        for (let k = 0; k < 20; k += 1) {
          tell({ percent: k, message: 'at work' });
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        done();
        return {};
      },
    });
    const socket = connect({ path });
    socket.write('{"verb":"reboot"}\n', () => socket.destroy());
    await carriedOut;
  });

  it('repeats how far it is while it is at work', async () => {
    let end = (): void => undefined;
    await serve({
      answer: () =>
        new Promise((resolve) => {
          end = () => resolve({});
        }),
      times: { beatMs: 10 },
    });
    let lines = 0;
    const answer = raw((socket) => {
      socket.write('{"verb":"reboot"}\n');
      socket.on('data', () => {
        lines += 1;
        if (lines === 3) end();
      });
    });
    assert.ok((await answer).length >= 4);
  });

  it('keeps a crowd out', async () => {
    await serve();
    const crowd = Array.from({ length: 30 }, () => connect({ path }).on('error', () => undefined));
    const closed = crowd.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.all(closed.slice(8));
    for (const socket of crowd) socket.destroy();
    await Promise.all(closed);
    assert.deepEqual(await raw((socket) => socket.write('{"verb":"reboot"}\n')), [{ ok: true, done: true }]);
  });

  it('ends when nobody has asked for a while, and not while something goes on', async () => {
    let busy = true;
    let looked = 0;
    await serve({
      busy: () => {
        looked += 1;
        if (looked === 3) busy = false;
        return busy;
      },
      times: { idleMs: 10 },
    });
    await idle;
    assert.ok(looked >= 3);
  });
});
