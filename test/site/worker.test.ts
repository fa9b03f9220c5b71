import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { ControlHost } from '../../firmware/control/host.ts';
import { nothingKnown } from '../../firmware/domain/known.ts';
import { type ProcessEnd, type Supervised, supervise } from '../../scripts/supervise.ts';
import { Box } from './box.ts';
import { firmwareArgs, firmwareEnv } from './firmware-process.ts';
import { heldA, highestAllowedW, registersFollow, roomW } from './registers.ts';

const silentLog = { debug() {}, info() {}, warn() {}, error() {} };
const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

describe('a control worker that is no more', () => {
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-host-'));
  const hosts: ControlHost[] = [];
  let said: readonly Promise<string>[] = [];
  before(() => {
    // A hang takes 10 s to be noticed: the box below has its turn meanwhile.
    said = ['ending-worker.ts', 'failing-worker.ts', 'blocked-worker.ts'].map(fatal);
  });
  after(async () => {
    await Promise.all(hosts.map((host) => host.stop()));
    rmSync(dir, { recursive: true });
  });

  /** What it says when it gives up. */
  function fatal(worker: string): Promise<string> {
    return new Promise((resolve) => {
      const host = new ControlHost({
        ...{
          dir,
          failsafeOnly: false,
          known: nothingKnown,
          loopbackAllowed: true,
          freshAt: {},
          definitions: { definitions: new Map(), off: [] },
          onFreshAt: () => undefined,
          log: silentLog,
          worker: fixture(worker),
        },
        onRulings: () => {},
        onGridSources: () => {},
        onOrderMarks: () => {},
        onFatal: resolve,
      });
      hosts.push(host);
    });
  }

  describe('a box under its supervisor', () => {
    const houseA = [2, 2, 2] as const;
    let box: Box;
    let supervised: Supervised | undefined;
    const ends: { readonly end: ProcessEnd; readonly waitMs: number | undefined }[] = [];
    const pids: number[] = [];

    before(async () => {
      box = await Box.open({
        ...{ houseA, start: false },
      });
      const start = { port: box.port, dataDir: box.dataDir, siteFile: box.siteFile };
      supervised = supervise({
        args: ['--import', fileURLToPath(fixture('fault-on-command.ts')), ...firmwareArgs(start)],
        env: firmwareEnv(start),
        stdio: ['ignore', 'pipe', 'pipe'],
        onStart: (child) => {
          box.output.follow(child);
          pids.push(child.pid ?? 0);
        },
        onUnaskedEnd: (end, waitMs) => ends.push({ end, waitMs }),
      });
      await box.until('the API answers', async () => (await box.ask('/api/v1/setup')).status === 200);
      await box.claim();
      await box.setVariable('AVAIL', 20);
      await atRest();
    });
    after(async () => {
      await supervised?.stop('SIGKILL');
      await box?.close();
    });

    const atRest = () =>
      box.waitFor('11 kW hold', (look) => {
        const inForce = look.state.circuits[0]?.limitW === 11_000 && registersFollow(look);
        return inForce && look.state.cycle > 8 && heldA(look.plant).some(([, amperes]) => amperes >= 6);
      });

    /** Lets it end by `how`; the next one must be there and steer, and nothing may have risen. */
    async function comesBackAfter(how: () => void): Promise<ProcessEnd | undefined> {
      const known = ends.length;
      const before = await box.site.control.state();
      how();
      await box.until('it has ended', async () => ends.length > known);
      const { end, waitMs } = ends[known] ?? assert.fail();
      assert.ok(waitMs !== undefined && waitMs <= 5000, `the next start waits ${waitMs} ms`);
      await box.until('it runs again', async () => (await box.state()) !== undefined);
      assert.equal((await box.state())?.circuits[0]?.limitW, 11_000);
      await atRest();
      assert.equal(pids.length, known + 2);
      const writes = await box.setpointsSince(before.atMs);
      assert.ok(writes.length > 0);
      const highestW = highestAllowedW(before, writes);
      assert.ok(highestW <= roomW(11_000, houseA), `${highestW} W were allowed to the cars`);
      return end;
    }

    it('comes back when its control worker died, and the limits hold', async () => {
      const end = await comesBackAfter(() => writeFileSync(join(box.dataDir, 'end-the-worker'), ''));
      assert.deepEqual(end, { code: 70, signal: null });
    });

    it('comes back when it was killed, and the limits hold', async () => {
      const end = await comesBackAfter(() => process.kill(pids.at(-1) ?? assert.fail(), 'SIGKILL'));
      assert.deepEqual(end, { code: null, signal: 'SIGKILL' });
    });
  });

  describe('tells its host', () => {
    it('gives up with a sentence when the worker ends, when it fails, and when it hangs', async () => {
      const [ended, failed, blocked] = await Promise.all(said);
      assert.equal(ended, 'the control worker ended with code 3');
      assert.match(failed ?? '', /^the control worker failed: TypeError: no such phase/);
      assert.equal(blocked, 'the control loop has not beaten for 10 s');
    });
  });
});
