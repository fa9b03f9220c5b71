import assert from 'node:assert/strict';
import type { Bench } from '../harness/bench.ts';
import { minutes } from '../harness/image-case.ts';
import { boxInUse, nothingIsLost } from '../harness/in-use.ts';
import { until } from '../harness/until.ts';
import { install, offer, resets, updates } from '../harness/updates.ts';

/**
 * A release that is properly signed and does not work: it is tried, uses up its tries by resets of its own, and the old
 * version runs again. Nobody presses anything: QEMU's events tell that every reset came from the guest.
 */
export async function brokenRelease(bench: Bench, make: (bench: Bench) => string): Promise<undefined> {
  const bundle = make(bench);
  const box = await boxInUse(bench);
  const { machine } = box;
  assert.equal(await offer(box, bundle), undefined, 'its signature is good, so it is taken');
  const startedMs = machine.nowMs;
  assert.equal(await install(box), undefined);
  await resets(box, 1, 180_000);
  bench.seconds('install to the first reset', machine.nowMs - startedMs);
  await box.client.answers(minutes(30), () => machine.mustRun());
  bench.seconds('install to the old version answering', machine.nowMs - startedMs);
  bench.fact('resets', `${machine.qmp.guestResets.length}, all asked for by the guest itself`);
  const view = await until({
    what: 'the box says what became of the update',
    limitMs: 60_000,
    ask: async () => {
      const now = await updates(box);
      return now.other.state === 'bad' ? now : undefined;
    },
    facts: () => machine.console.tail(10),
  });
  assert.equal(view.running.slot, 'A');
  bench.fact('the other slot', `${view.other.version}, ${view.other.state}`);
  await nothingIsLost(box);
  return undefined;
}
