import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../harness/bench.ts';
import { boot, bootLimitMs, claimCode, firstCycle, seenFromGuest, shellOf } from '../harness/box.ts';
import { minutes, type Tier } from '../harness/image-case.ts';
import { ownedDisk } from '../harness/owned-disk.ts';
import { until } from '../harness/until.ts';

/** Boot, claim, site, drive: what a person does with a new box, each on a disk as it was flashed. */
export const bootTier: Tier = {
  name: 'boot',
  title: 'first boot',
  targets: ['cm4-arm64', 'generic-amd64'],
  needsImage: true,
  cases: () => [
    {
      ...{ name: 'claimed-and-drives', limitMs: minutes(20), run: claimedAndDrives },
      shows:
        'S1 a new box does nothing before it is claimed with the code of its console, then it drives charge points',
    },
    { name: 'boots-again', limitMs: minutes(15), run: bootsAgain },
  ],
};

/** The whole way of a new box, with the cars of a simulated site outside of the machine. */
async function claimedAndDrives(bench: Bench): Promise<undefined> {
  const site = await bench.site();
  await site.control.setHouse([2, 2, 2]);
  const { machine, client, atMs } = await boot(bench, { disk: bench.freshDisk() });
  bench.seconds('QEMU start to HTTP, first boot', atMs);

  assert.equal((await client.get('/api/v1/state')).status, 403, 'nothing is answered before somebody owns the box');
  const code = await claimCode(machine);
  assert.equal((await client.claim('WRONG-CODE')).status, 403, 'a wrong code is refused');
  assert.equal((await client.claim(code)).status, 201, 'the code of the console makes us the owner');
  await client.must('PUT', '/api/v1/site', seenFromGuest(site));

  await drives();
  bench.seconds('QEMU start to a car that obeys (with claim and site)', machine.nowMs);
  return undefined;

  /** AVAIL lowered from outside is seen in the registers of the charge points outside. */
  async function drives(): Promise<void> {
    await until({
      what: 'the charge points have a set-point from the box',
      limitMs: 120_000,
      ask: async () => {
        const { chargePoints } = await site.control.state();
        return Object.values(chargePoints).every(({ offeredA }) => offeredA > 0) || undefined;
      },
      mustHold: () => machine.mustRun(),
    });
    const before = (await site.control.state()).atMs;
    assert.equal((await client.setVariable('AVAIL', 20)).status, 200);
    const answered = (await site.control.state()).atMs;
    const last = await until({
      what: 'AVAIL=20 holds in the charge points',
      limitMs: 60_000,
      ask: async () => {
        const { connection, chargePoints } = await site.control.state();
        const { writes } = await site.control.writesSince(before);
        const setpoints = writes.filter(({ setpoint }) => setpoint);
        const all = new Set(setpoints.map(({ device }) => device)).size === Object.keys(chargePoints).length;
        return all && connection.powerW < 11_000 ? setpoints.at(-1) : undefined;
      },
      facts: () => machine.console.tail(5),
    });
    bench.fact(
      'AVAIL to the last register',
      `${Math.round(last.atMs - before)} ms (answer after ${Math.round(answered - before)} ms)`,
    );
  }
}

const settlingMs = 60_000;

/** A box that has an owner and a site: power comes back. */
async function bootsAgain(bench: Bench): Promise<undefined> {
  const { disk, site } = await ownedDisk(bench);
  const startedAt = (await site.control.state()).atMs;
  const { machine, client, atMs } = await boot(bench, { disk });
  bench.seconds('QEMU start to HTTP', atMs);
  const first = await until({
    what: 'a set-point reaches a charge point',
    limitMs: bootLimitMs,
    ask: async () => (await site.control.writesSince(startedAt)).writes.find(({ setpoint }) => setpoint),
    mustHold: () => machine.mustRun(),
  });
  bench.seconds('QEMU start to first safe cycle (a set-point in a charge point)', first.atMs - startedAt);
  await firstCycle({ machine, client }, 60_000);
  const shell = await shellOf(machine);
  // What only starts the box has ended then: the gate, the root service.
  await sleep(settlingMs);
  const meminfo = await shell.must('cat /proc/meminfo');
  const kb = (name: string) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(meminfo)?.[1] ?? Number.NaN);
  const total = kb('MemTotal');
  const mb = (amount: number) => Math.round(amount / 1024);
  const reclaimable = kb('MemFree') + kb('Buffers') + kb('Cached') + kb('SReclaimable');
  const notCached = total - reclaimable + kb('Shmem');
  const what = `${mb(total - kb('MemAvailable'))} of ${mb(total)} MB not available, ${mb(notCached)} MB without caches`;
  bench.fact('memory used after boot', what);
  const node = await shell.must('systemctl show netwacht.service -p MemoryCurrent --value');
  bench.fact('memory of netwacht.service', `${Math.round(Number(node) / 1048576)} MB`);
  bench.fact('startup', (await shell.must('systemd-analyze time')).split('\n')[0] ?? '');
  return undefined;
}
