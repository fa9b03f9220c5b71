import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/demo/free-port.ts';
import { patienceMs } from '../until.ts';
import { firmwareEntry, Output } from './firmware-process.ts';

const tool = 'systemd-socket-activate';

describe('the program on sockets that systemd opened', () => {
  const output = new Output();
  let dir: string;
  let child: ChildProcess | undefined;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-activation-'));
  });
  afterEach(async () => {
    const running = child;
    child = undefined;
    if (running !== undefined && running.exitCode === null) {
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await gone;
    }
    rmSync(dir, { recursive: true, force: true });
  });

  const until = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (const endMs = performance.now() + patienceMs; ; ) {
      try {
        return await ask();
      } catch (error) {
        if (performance.now() > endMs) throw new Error(output.tail(), { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  const secure = (port: number): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const options = { port, host: '127.0.0.1', path: '/api/v1/setup', rejectUnauthorized: false, timeout: 2000 };
      const request = get(options, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('timeout', () => request.destroy(new Error('no answer')));
      request.on('error', reject);
    });

  it('S21 serves them and opens no port of its own; redirects name the port that callers see', async function () {
    if (spawnSync(tool, ['--version']).status !== 0) this.skip();
    const [http, https, unused] = [await freePort(0), await freePort(0), await freePort(0)];
    const env = {
      NETWACHT_DATA: dir,
      NETWACHT_HTTP_PORT: String(unused),
      NETWACHT_HTTPS_PORT: String(unused),
      NETWACHT_HTTP_MODE: 'redirect',
    };
    child = spawn(
      tool,
      [
        ...[http, https].flatMap((port) => ['--listen', `127.0.0.1:${port}`]),
        '--fdname=http:https',
        ...Object.entries(env).map(([name, value]) => `--setenv=${name}=${value}`),
        ...[process.execPath, firmwareEntry],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    output.follow(child);
    const page = await until(async () => {
      const answer = await fetch(`http://127.0.0.1:${http}/`, { redirect: 'manual' });
      assert.equal(answer.status, 307);
      return answer;
    });
    assert.equal(page.headers.get('location'), `https://127.0.0.1:${https}/`);
    assert.equal(await until(() => secure(https)), 200);
    await assert.rejects(fetch(`http://127.0.0.1:${unused}/`));
    // No process that the program starts gets them: all are closed when another program is run.
    for (const fd of [3, 4]) {
      const [, flags = '0'] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/${child.pid}/fdinfo/${fd}`, 'utf8')) ?? [];
      assert.notEqual(Number.parseInt(flags, 8) & 0o2000000, 0, `descriptor ${fd} would be passed on`);
    }
  });
});
