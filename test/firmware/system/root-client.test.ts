import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RootClient } from '../../../firmware/system/root-client.ts';

describe('the client of the root service', () => {
  let dir: string;
  let server: Server | undefined;
  let asked: string;
  const sockets = new Set<Socket>();
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-root-client-'));
    asked = '';
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    const running = server;
    server = undefined;
    if (running !== undefined) await new Promise((resolve) => running.close(resolve));
    rmSync(dir, { recursive: true });
  });

  /** A service that does `answer` once it has heard a line. */
  const service = async (answer: (socket: Socket) => void): Promise<RootClient> => {
    const path = join(dir, 'socket');
    const listening = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => {
        asked += chunk;
        if (asked.endsWith('\n')) answer(socket);
      });
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(path, resolve));
    return new RootClient(path);
  };
  const saying = (...lines: readonly object[]): ((socket: Socket) => void) => {
    return (socket) => socket.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  const codeOf = (code: string) => (error: unknown) => {
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, code);
    return true;
  };

  it('puts one line and gives the answer, with the steps on the way', async () => {
    const client = await service(
      saying(
        { progress: { percent: 10, message: 'checked' } },
        { progress: { percent: 60, message: 'writing' } },
        { ok: true, slot: 'B' },
      ),
    );
    const steps: number[] = [];
    const question = { verb: 'install', do: 'bundle', file: 'x.raucb' } as const;
    const answer = await client.ask(question, { onProgress: ({ percent }) => steps.push(percent) });
    assert.deepEqual(answer, { slot: 'B' });
    assert.deepEqual(steps, [10, 60]);
    assert.equal(asked, `${JSON.stringify(question)}\n`);
  });

  it('takes an answer that comes byte by byte', async () => {
    const client = await service((socket) => {
      socket.setNoDelay(true);
      const bytes = Buffer.from(`${JSON.stringify({ ok: true, name: 'Zähler' })}\n`);
      const next = (at: number): void => {
        if (at < bytes.length) socket.write(bytes.subarray(at, at + 1), () => setImmediate(next, at + 1));
      };
      next(0);
    });
    assert.deepEqual(await client.ask({ verb: 'time', do: 'get' }), { name: 'Zähler' });
  });

  it('passes on what the service refuses, with its code, sentence and path', async () => {
    const client = await service(
      saying({ error: { code: 'olderVersion', message: 'Older than what runs', path: 'file' } }),
    );
    await assert.rejects(client.ask({ verb: 'install', do: 'rollback' }), {
      code: 'olderVersion',
      message: 'Older than what runs',
      path: 'file',
    });
  });

  it('says that the service is not there', async () => {
    await assert.rejects(new RootClient(join(dir, 'none')).ask({ verb: 'reboot' }), codeOf('rootDown'));
  });

  it('says that the service is gone before it answered', async () => {
    const client = await service(saying({ progress: { percent: 10, message: 'checked' } }));
    await assert.rejects(client.ask({ verb: 'install', do: 'rollback' }), codeOf('rootDown'));
  });

  const never: Readonly<Record<string, (socket: Socket) => void>> = {
    'is silent': () => undefined,
    'reports without end': (socket) => {
      const timer = setInterval(() => socket.write('{"progress":{"percent":1,"message":"x"}}\n'), 5);
      socket.on('close', () => clearInterval(timer));
    },
  };
  for (const [what, answer] of Object.entries(never))
    it(`gives up a service that ${what}`, async () => {
      const client = await service(answer);
      await assert.rejects(
        client.ask({ verb: 'time', do: 'get' }, { silenceMs: 60, totalMs: 150 }),
        codeOf('rootTimedOut'),
      );
    });

  const unreadable: Readonly<Record<string, string>> = {
    'no JSON': 'hello\n',
    'a list': '[1]\n',
    'neither answer nor error': '{"ok":false}\n',
    'a step without a number': '{"progress":{"percent":"9","message":"x"}}\n',
    'an error without a sentence': '{"error":{"code":"x"}}\n',
    'a line without end': 'x'.repeat(300 * 1024),
  };
  for (const [what, text] of Object.entries(unreadable))
    it(`does not take ${what} for an answer`, async () => {
      const client = await service((socket) => socket.write(text));
      await assert.rejects(client.ask({ verb: 'time', do: 'get' }), codeOf('badRootAnswer'));
    });
});
