import assert from 'node:assert/strict';
import { isRead } from '../../../drivers/link/request.ts';
import { product } from '../device/device-on-bench.ts';
import { heartbeatProduct, KeepAliveWatch } from './keep-alive-watch.ts';
import { virtualLine } from './virtual-line.ts';

const products = [heartbeatProduct, 'eastron-sdm630', 'heidelberg-energy-control'] as const;
/** One read may be on the line, 100 ms at most, and the silence before the write. */
const longestUntilSentMs = 110;

describe('A line that many devices share', () => {
  it('at 9,600 baud and 80 % brings a set-point out behind one read at most, and misses no sign of life', async () => {
    const { time, link, line } = virtualLine(9_600);
    line.fill(products, 0.78);
    assert.ok(line.budget.unstretchedShare < 0.9, `${line.budget.unstretchedShare}`);
    const watch = new KeepAliveWatch();
    const writes: { readonly unitId: number; readonly atMs: number }[] = [];
    link.onSent = (request, atMs) => {
      watch.sent(request, atMs);
      if (!isRead(request)) writes.push({ unitId: request.unitId, atMs });
    };
    await time.advance(10_000);
    for (const { health, facts } of line.devices) assert.equal(health, 'online', facts.id);
    const steered = line.devices.flatMap((device, k) => (device.facts.kind === 'chargePoint' ? [{ device, k }] : []));
    for (const { device } of steered) device.offer(10_000);
    await time.advance(10_000);
    const latenessMs: number[] = [];
    for (let round = 0; round < 60; round++) {
      const { device, k } = steered[round % steered.length] ?? { device: line.devices[0], k: 0 };
      const fromMs = time.monotonicMs();
      writes.length = 0;
      device?.offer(round % 2 === 0 ? 8_000 : 12_000);
      await time.advance(1_100 + 37 * (round % 11));
      const first = writes.find(({ unitId, atMs }) => unitId === k + 1 && atMs >= fromMs);
      // A product that wants a silence before each request gets it first.
      const pauseMs = product(products[k % products.length] ?? '').reads?.pauseMs ?? 0;
      latenessMs.push((first?.atMs ?? Number.POSITIVE_INFINITY) - fromMs - pauseMs);
    }
    await line.stop();
    assert.ok(Math.max(...latenessMs) <= longestUntilSentMs, latenessMs.join(' '));
    assert.ok(watch.gapsMs.length > 10);
    assert.equal(watch.missed, 0, `${watch.longestMs} ms`);
  });

  const minutes = 5;
  const answers = async (baudRate: number, dies: boolean) => {
    const { time, units, line } = virtualLine(baudRate);
    for (let k = 0; k < 16; k++) line.add('eastron-sdm630');
    await time.advance(10_000);
    if (dies) units.dead.add(16);
    const others = line.devices.slice(0, 15);
    const count = () => others.reduce((sum, { traffic }) => sum + (traffic?.answers ?? 0), 0);
    const before = count();
    await time.advance(minutes * 60_000);
    const dead = line.devices[15]?.health;
    await line.stop();
    return { answers: count() - before, dead, load: line.budget.unstretchedShare };
  };

  for (const baudRate of [38_400, 19_200])
    it(`of 16 devices at ${baudRate} baud is at most 5 % slower for the others while one is dead`, async () => {
      const all = await answers(baudRate, false);
      const one = await answers(baudRate, true);
      assert.equal(one.dead, 'offline');
      assert.ok(one.answers >= 0.95 * all.answers, `${one.answers} of ${all.answers} answers`);
    });

  it('finds a device again that answers slowly', async () => {
    const { time, units, line } = virtualLine(19_200);
    const device = line.add('eastron-sdm630');
    line.add('eastron-sdm630');
    await time.advance(5_000);
    units.dead.add(1);
    await time.advance(60_000);
    assert.equal(device.health, 'offline');
    units.dead.delete(1);
    await time.advance(31_000);
    assert.equal(device.health, 'online');
    await line.stop();
  });

  it('gives every device of a full line the same share', async () => {
    const { time, line } = virtualLine(9_600);
    for (let k = 0; k < 24; k++) line.add('eastron-sdm630');
    await time.advance(20_000);
    const before = line.devices.map(({ traffic }) => traffic?.answers ?? 0);
    await time.advance(60_000);
    const got = line.devices.map(({ traffic }, k) => (traffic?.answers ?? 0) - (before[k] ?? 0));
    await line.stop();
    assert.ok(Math.min(...got) >= 0.8 * Math.max(...got), got.join(' '));
  });
});
