import { isRead } from '../../drivers/link/request.ts';
import { product } from '../../test/drivers/device/device-on-bench.ts';
import { heartbeatProduct, KeepAliveWatch } from '../../test/drivers/line/keep-alive-watch.ts';
import { ptyLine } from '../../test/drivers/line/pty-line.ts';
import { virtualLine } from '../../test/drivers/line/virtual-line.ts';
import { hasSocat } from '../../test/drivers/link/pty-pair.ts';
import type { Soak } from './soak.ts';

const products = [heartbeatProduct, 'eastron-sdm630', 'heidelberg-energy-control'] as const;
const minutes = 60_000;
const longestUntilSentMs = 110;

/**
 * A line full of devices (goals G4, G7, G9): 9,600 baud planned to 80 %, five minutes on a paced pseudo terminal with a
 * set-point every second or two, then 55 minutes in virtual time; and 16 devices of which one is dead.
 */
export const soak: Soak = {
  async run(result) {
    if (!hasSocat()) throw new Error('this needs socat');
    const real = await realFive();
    result.write({ real });
    const virtual = await virtualHour();
    result.write({ real, virtual });
    const dead = await deadAmong16();
    result.write({ real, virtual, dead });
    console.log(JSON.stringify({ real, virtual, dead }, null, 1));
    return (
      real.setpointMs.max <= longestUntilSentMs &&
      real.keepAlives.missed === 0 &&
      virtual.keepAlives.missed === 0 &&
      dead.ratio >= 0.95
    );
  },
};

const keepAlives = (watch: KeepAliveWatch) => ({
  sent: watch.gapsMs.length,
  missed: watch.missed,
  longestGapMs: Math.round(watch.longestMs),
});

async function realFive() {
  const { line, bus, seen, close } = await ptyLine(9_600);
  const watch = new KeepAliveWatch();
  line.fill(products, 0.78);
  let waiting: { readonly unitId: number; readonly fromMs: number; readonly pauseMs: number } | undefined;
  const waits: number[] = [];
  seen.onSent = (request, atMs) => {
    watch.sent(request, atMs);
    if (isRead(request) || waiting === undefined || request.unitId !== waiting.unitId || atMs < waiting.fromMs) return;
    waits.push(atMs - waiting.fromMs - waiting.pauseMs);
    waiting = undefined;
  };
  await pause(20_000);
  const steered = line.devices.flatMap((device, k) => (device.facts.kind === 'chargePoint' ? [{ device, k }] : []));
  for (const { device } of steered) device.offer(10_000);
  await pause(10_000);
  const busyFrom = bus.health.busyMs;
  const fromMs = performance.now();
  let offered = 0;
  for (let round = 0; performance.now() - fromMs < 5 * minutes; round++) {
    const { device, k } = steered[round % steered.length] ?? { device: undefined, k: 0 };
    const pauseMs = product(products[k % products.length] ?? '').reads?.pauseMs ?? 0;
    waiting = { unitId: k + 1, fromMs: performance.now(), pauseMs };
    device?.offer(Math.floor(round / steered.length) % 2 === 0 ? 8_000 : 12_000);
    offered += 1;
    await pause(900 + 1000 * Math.random());
  }
  const actual = (bus.health.busyMs - busyFrom) / (performance.now() - fromMs);
  const figures = {
    devices: line.devices.length,
    planned: round3(line.budget.unstretchedShare),
    actual: round3(actual),
    offered,
    setpointMs: spread(waits),
    keepAlives: keepAlives(watch),
    health: line.devices.map(({ health }) => health).join(' '),
    timeouts: bus.health.timeouts,
    framingErrors: bus.health.framingErrors,
  };
  await close();
  return figures;
}

async function virtualHour() {
  const { time, link, line, bus } = virtualLine(9_600);
  const watch = new KeepAliveWatch();
  link.onSent = (request, atMs) => watch.sent(request, atMs);
  line.fill(products, 0.78);
  await time.advance(10_000);
  const steered = line.devices.filter(({ facts }) => facts.kind === 'chargePoint');
  for (let minute = 0; minute < 55; minute++) {
    for (const device of steered) device.offer(minute % 2 === 0 ? 8_000 : 12_000);
    await time.advance(minutes);
  }
  const figures = { requests: bus.health.requests, keepAlives: keepAlives(watch) };
  await line.stop();
  return figures;
}

/** Answers of 15 devices in 90 s, with all alive and with the 16th away. */
async function deadAmong16() {
  const { line, units, close } = await ptyLine(19_200);
  for (let k = 0; k < 16; k++) line.add('eastron-sdm630');
  const others = line.devices.slice(0, 15);
  const count = () => others.reduce((sum, { traffic }) => sum + (traffic?.answers ?? 0), 0);
  const measure = async () => {
    const before = count();
    await pause(1.5 * minutes);
    return count() - before;
  };
  await pause(10_000);
  const alive = await measure();
  units.dead.add(16);
  const withDead = await measure();
  const planned = round3(line.budget.unstretchedShare);
  await close();
  return { planned, alive, withDead, ratio: round3(withDead / alive) };
}

function spread(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(10 * (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)) / 10;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

const round3 = (value: number): number => Math.round(1000 * value) / 1000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
