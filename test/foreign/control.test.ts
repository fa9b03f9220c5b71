import assert from 'node:assert/strict';
import type { Row } from '../drivers/device/control-row.ts';
import { controlRows } from '../drivers/device/control-rows.ts';
import type { Frame } from '../drivers/device/image-bus.ts';
import { hasSocat } from '../drivers/link/pty-pair.ts';
import { until } from '../until.ts';
import { type ForeignDevice, type ForeignDeviceOptions, withForeignDevice } from './foreign-device.ts';
import { type ForeignLineKind, type ForeignLines, openForeignLines } from './foreign-lines.ts';
import { type ForeignWrite, foreignKinds, whyAbsent } from './foreign-server.ts';

type Bed = Pick<ForeignDeviceOptions, 'server' | 'bus' | 'unit' | 'config'>;

/** What a write was, without the unit: the tests give each product its own. */
type Written = readonly [fc: number, address: number, words: readonly number[]];
const writtenOf = (writes: readonly ForeignWrite[]): Written[] =>
  writes.map(({ function: fc, address, values }) => [fc, address, values]);
const meant = (frames: readonly Frame[] = []): Written[] =>
  frames.map(([, fc, address, words]) => [fc, address, [words].flat()]);
const addressesOf = (frames: readonly Frame[] = []): Set<number> => new Set(frames.map(([, , address]) => address));
/** Leaves out signs of life that come between. */
function withoutSigns(row: Row, writes: readonly Written[]): Written[] {
  const beats = addressesOf(row.signOfLife?.frames);
  const setpoints = addressesOf(row.raise);
  return writes.filter(([, address]) => !beats.has(address) || setpoints.has(address));
}

async function raisesLowersAndStops(row: Row, bed: Bed): Promise<void> {
  await withForeignDevice({ ...bed, id: row.id }, async ({ device, writes }) => {
    assert.deepEqual(await writes(), [], 'before the loop offers');
    for (const [ma, frames] of [
      [16_000, row.raise],
      [10_500, row.lower],
      [0, row.stop],
    ] as const) {
      device.offer(ma);
      const { stepMa, readsBack } = device.facts;
      await until(() => device.lastWrite?.outcome !== 'pending');
      assert.equal(device.lastWrite?.outcome, 'acknowledged', JSON.stringify(device.lastWrite));
      // A set-point in watts is rounded down once more.
      const isBack = (heldMa: number) => heldMa <= ma - (ma % stepMa) && heldMa > ma - (ma % stepMa) - stepMa;
      if (readsBack) await until(() => isBack(device.readings.offeredMa?.value ?? Number.NaN));
      assert.deepEqual(withoutSigns(row, writtenOf(await writes())), meant(frames), `${row.id} ${ma} mA`);
    }
  });
}

async function givesSignsOfLife(row: Row, bed: Bed): Promise<void> {
  const { signOfLife } = row;
  if (signOfLife === undefined) return;
  // A period takes 100 ms here.
  const speed = signOfLife.periodMs / 100;
  await withForeignDevice({ ...bed, id: row.id, speed }, async ({ device, writes }) => {
    device.offer(0);
    await until(() => device.lastWrite?.outcome !== 'pending');
    const beats = addressesOf(signOfLife.frames);
    const seen: Written[] = [];
    while (seen.length < 4 * signOfLife.frames.length) {
      seen.push(...writtenOf(await writes()).filter(([, address]) => beats.has(address)));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const frames = meant(signOfLife.frames);
    assert.deepEqual(seen.slice(-3 * frames.length), [...frames, ...frames, ...frames], row.id);
  });
}

async function switchesPhasesAndWakes(row: Row, bed: Bed): Promise<void> {
  await withForeignDevice({ ...bed, id: row.id, speed: 100 }, async ({ device, writes }: ForeignDevice) => {
    for (const [count, frames] of [
      [1, row.onePhase],
      [3, row.threePhases],
    ] as const) {
      assert.equal(await device.phaseSwitcher?.switchPhases(count), undefined);
      assert.deepEqual(writtenOf(await writes()), meant(frames), `${row.id} ${count} phase(s)`);
    }
    assert.equal(await device.waker?.wake(), undefined);
    assert.deepEqual(writtenOf(await writes()), meant(row.wake), `${row.id} wake`);
  });
}

async function setsTheFailsafe(row: Row, bed: Bed): Promise<void> {
  const values = { failsafe_current: 10, watchdog_timeout: 0 };
  const config = { ...bed.config, failsafeCurrentA: 6 };
  await withForeignDevice({ ...bed, id: row.id, values, config }, async ({ device, writes }) => {
    device.offer(16_000);
    await until(() => device.lastWrite?.outcome !== 'pending');
    const usual = new Set([...addressesOf(row.raise), ...addressesOf(row.signOfLife?.frames)]);
    const set: Written[] = [];
    const frames = meant(row.failsafe);
    // What is not meant to come has the time of three polls to come.
    const late = performance.now() + (frames.length > 0 ? 5_000 : 300);
    while (set.length < Math.max(1, frames.length) && performance.now() < late) {
      set.push(...writtenOf(await writes()).filter(([, address]) => !usual.has(address)));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(set, frames, `${row.id} fail-safe`);
  });
}

const actions = { raisesLowersAndStops, givesSignsOfLife, switchesPhasesAndWakes, setsTheFailsafe };
/** Each product has a connection of its own; so many work beside each other. */
const atOnce = 16;
/** One framing each: what goes over a serial line is what goes over RTU over TCP. */
const lineOf = { libmodbus: 'tcp', pymodbus: 'rtu-over-tcp' } as const;

for (const kind of foreignKinds)
  describe(`Control actions, as a server of ${kind} sees them`, () => {
    let lines: ForeignLines | undefined;

    before(async function () {
      const why = whyAbsent(kind) ?? (hasSocat() ? undefined : 'socat is missing');
      if (why !== undefined) {
        console.log(`skipped: ${why}`);
        this.skip();
      }
      lines = await openForeignLines(kind);
    });
    after(() => lines?.close());

    for (const [name, action] of Object.entries(actions))
      it(`are what the rows say over ${lineOf[kind]}: ${controlRows.length} charge points, ${name}`, async () => {
        assert.ok(lines);
        await eachRow(lines, lineOf[kind], action);
      });
  });

async function eachRow(
  lines: ForeignLines,
  line: ForeignLineKind,
  action: (row: Row, bed: Bed) => Promise<void>,
): Promise<void> {
  const { server } = lines;
  const waiting = [...controlRows.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [k, row] = next;
      const bus = lines.open(line);
      const config = row.connector === undefined ? {} : { connector: row.connector };
      try {
        await action(row, { server, bus, unit: 1 + k, config });
      } finally {
        await bus.close();
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
