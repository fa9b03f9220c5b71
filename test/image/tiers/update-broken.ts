import assert from 'node:assert/strict';
import type { Bench } from '../harness/bench.ts';
import { bootLimitMs } from '../harness/box.ts';
import { minutes } from '../harness/image-case.ts';
import { boxInUse, nothingIsLost } from '../harness/in-use.ts';
import { until } from '../harness/until.ts';
import { install, offer, resets, updates } from '../harness/updates.ts';

/** How often a slot is tried before the other one is taken. */
const tries = 3;

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
  // One reset after the install and one after each try.
  await resets(box, 1 + tries, minutes(20));
  const rolledBackMs = machine.nowMs;
  bench.seconds('install to the last try used up', rolledBackMs - startedMs);
  await box.client.answers(bootLimitMs, () => machine.mustRun());
  bench.seconds('install to the old version answering', machine.nowMs - startedMs);
  bench.fact('resets', `${machine.qmp.guestResets.length}, all of the guest itself`);
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
