import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, it } from 'mocha';

const demo = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));
const password = 'zonnig-dakraam-31';
const authorization = `Basic ${btoa(`admin:${password}`)}`;

interface Demo {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly firstLine: Promise<string>;
  readonly code: Promise<number>;
}

function start(...args: string[]): Demo {
  const child = spawn(process.execPath, [demo, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const { promise: firstLine, resolve } = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
    if (stdout.includes('\n')) resolve(stdout);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const code = once(child, 'close').then(([ended]) => {
    resolve(stdout);
    return Number(ended);
  });
  return { child, stdout: () => stdout, stderr: () => stderr, firstLine, code };
}

describe('npm run demo', () => {
  // It builds the page when that is stale.
  const running: Demo[] = [];
  const folders: string[] = [];
  const run = (...args: string[]): Demo => {
    const started = start(...args);
    running.push(started);
    return started;
  };
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'netwacht-demo-test-'));
    folders.push(made);
    return made;
  };
  afterEach(async () => {
    for (const { child, code } of running.splice(0)) {
      child.kill('SIGINT');
      await code;
    }
    for (const made of folders.splice(0)) rmSync(made, { recursive: true });
  });

  it('says ready in one line, does what the operator calls for, and Ctrl-C ends everything', async () => {
    const data = folder();
    const first = run('--port', '0', '--data', data, '--password', password);
    const line = await first.firstLine;
    const [, url = ''] = /^ready (http:\/\/127\.0\.0\.1:\d+) admin zonnig-dakraam-31\n$/.exec(line) ?? [];
    assert.notEqual(url, '', `${line}${first.stderr()}`);

    const set = await fetch(`${url}/cnf?cmd=set_cm_vars&name=AVAIL&val=40`, { headers: { authorization } });
    assert.deepEqual(await set.json(), { ok: true });
    const state = (await (await fetch(`${url}/api/v1/state`, { headers: { authorization } })).json()) as {
      site: { name: string };
      cycle: number;
    };
    assert.equal(state.site.name, 'Kerkstraat 12');
    assert.ok(state.cycle >= 1);

    first.child.kill('SIGINT');
    assert.equal(await first.code, 0);
    assert.equal(first.stdout(), line);
    await assert.rejects(fetch(url));
    assert.doesNotMatch(readFileSync(join(data, 'firmware.log'), 'utf8'), /zonnig|claim code/i);

    const second = run('--port', '0', '--data', data);
    assert.equal(await second.code, 1);
    assert.match(second.stderr(), /already has an owner.*--password/);
    const third = run('--port', '0', '--data', data, '--password', 'een-ander-woord-12');
    assert.equal(await third.code, 1);
    assert.match(third.stderr(), /--password is not its password/);

    const fourth = run('--port', '0', '--data', data, '--password', password);
    assert.match(await fourth.firstLine, /^ready /);
    const again = new URL((await fourth.firstLine).split(' ')[1] ?? '');
    const kept = await fetch(`${again.origin}/cnf?cmd=get_cm_vars`, { headers: { authorization } });
    assert.deepEqual(await kept.json(), { AVAIL: 40 });
  });

  it('says in a sentence that the port is taken, that a site is wrong, and how it is called', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const busy = run('--port', String(port));
    assert.equal(await busy.code, 1);
    assert.match(
      busy.stderr(),
      new RegExp(`port ${port} is taken by another program; choose another one with --port N`),
    );
    taken.close();

    const siteless = run('--port', '0', '--site', '/nowhere/site.json');
    assert.equal(await siteless.code, 1);
    assert.match(siteless.stderr(), /\/nowhere\/site\.json cannot be used as the site/);
    assert.doesNotMatch(siteless.stderr(), /simulated site/);

    const wrong = run('--prot', '1');
    assert.equal(await wrong.code, 64);
    assert.match(wrong.stderr(), /--prot[\s\S]*npm run demo -- \[--port 8080\]/);
    assert.equal(busy.stdout() + siteless.stdout() + wrong.stdout(), '');
  });

  it('leaves no fresh data folder behind when it is ended in the middle of its start', async () => {
    const ended = run('--port', '0');
    while (!ended.stderr().includes('starting the firmware')) await once(ended.child.stderr ?? ended.child, 'data');
    ended.child.kill('SIGTERM');
    assert.equal(await ended.code, 0);
    assert.equal(ended.stdout(), '');
    const [, made] = /data and firmware\.log in (\S+);/.exec(ended.stderr()) ?? [];
    assert.ok(made === undefined || !existsSync(made));
  });
});
