import assert from 'node:assert/strict';
import { LineBudget } from '../../../../drivers/bus/line-budget.ts';
import type { Bus, LineHealth } from '../../../../drivers/bus/types.ts';
import type { LineInUse } from '../../../../firmware/control/device-set.ts';
import { LineWatch } from '../../../../firmware/control/room/line-watch.ts';
import type { Device } from '../../../../firmware/domain/device.ts';
import { linesSchema } from '../../../../firmware/domain/lines.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';

const quiet: LineHealth = {
  ...{ connected: true, requests: 10, replies: 9, timeouts: 1, exceptions: 2, framingErrors: 3, mismatches: 4 },
  ...{ expired: 5, busyMs: 0, queueLength: 6, longestWaitMs: 70.4, strayFrames: 8, reconnects: 9, lastError: 'x' },
};
const wire = { baudRate: 9_600, bitsPerCharacter: 10, turnaroundMs: 10 } as const;

function lineOf(fastMsPerS: number, mediumMs: number): LineInUse & { health: LineHealth } {
  const budget = new LineBudget();
  budget.takeSeat().plan({ fastMsPerS, mediumMs });
  const line = {
    ...{ config: { id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9_600 } as never, wire, budget },
    devices: ['M1', 'E1'],
    health: quiet,
    bus: {
      get health() {
        return line.health;
      },
    } as Bus,
  };
  return line;
}

const meter = {
  ...{ health: 'online', healthSinceMs: 5_000, fault: undefined },
  traffic: {
    ...{ requests: 200, answers: 190, timeouts: 10, exceptions: 0, errors: 0 },
    answerMs: { median: 12.34, p95: 20, longest: 30 },
    lastAnswerAtMs: 9_500,
    lastError: { message: 'no reply', atMs: 9_000 },
  },
  polls: { pollEveryMs: 1000, requestsPerPoll: 2, mediumEveryMs: 5000 },
} as unknown as Device;
const heard = { health: 'offline', healthSinceMs: 1_000, fault: { code: 'noReply', message: 'silent' } } as Device;

const site = { devices: [{ id: 'M1', line: 'rs485' }, { id: 'P1' }] } as unknown as Site;
const at = (nowMs: number) => ({ nowMs, wallMs: 1_800_000_000_000 + nowMs });
const setOf = (...lines: LineInUse[]) => ({
  lines,
  devices: new Map([
    ['M1', meter],
    ['P1', heard],
  ]),
});

describe('The watch over lines and devices', () => {
  it('tells what they count, in the shape of the API', () => {
    const told = new LineWatch().look(setOf(lineOf(100, 500)), site, at(10_000));
    assert.deepEqual(linesSchema.parse(told), told);
    assert.deepEqual(told.lines[0], {
      ...{ id: 'rs485', kind: 'serial', devices: ['M1', 'E1'], connected: true, requests: 10, replies: 9 },
      ...{ timeouts: 1, exceptions: 2, framingErrors: 3, mismatches: 4, strayFrames: 8, reconnects: 9, expired: 5 },
      queue: { length: 6, longestWaitMs: 70 },
      load: { planned: 0.2, actual: null },
      lastError: 'x',
    });
    const [first, second] = told.devices;
    assert.equal(first?.line, 'rs485');
    assert.equal(first?.traffic?.timeoutShare, 0.05);
    assert.deepEqual(first?.traffic?.answerMs, { median: 12.3, p95: 20, longest: 30 });
    assert.equal(first?.traffic?.lastAnswer, '2027-01-15T08:00:09.500Z');
    assert.deepEqual(first?.traffic?.lastError, { message: 'no reply', at: '2027-01-15T08:00:09.000Z' });
    assert.equal(first?.since, '2027-01-15T08:00:05.000Z');
    assert.equal(second?.traffic, null);
    assert.deepEqual(second?.fault, { code: 'noReply', message: 'silent' });
  });

  it('measures the share of the last ten seconds', () => {
    const watch = new LineWatch();
    const line = lineOf(100, 0);
    const actual: (number | null | undefined)[] = [];
    for (let s = 0; s <= 20; s += 2) {
      // Half of the time at first, then nothing.
      line.health = { ...quiet, busyMs: 500 * Math.min(s, 10) };
      actual.push(watch.look(setOf(line), site, at(1000 * s)).lines[0]?.load.actual);
    }
    assert.deepEqual(actual, [null, 0.5, 0.5, 0.5, 0.5, 0.5, 0.4, 0.3, 0.2, 0.1, 0]);
  });

  it('says of a line over 80 % what it takes and what comes later', () => {
    const watch = new LineWatch();
    watch.look(setOf(lineOf(700, 500)), site, at(0));
    assert.deepEqual(watch.health(), []);
    watch.look(setOf(lineOf(700, 1000)), site, at(2000));
    const later = { ...watch.health()[0] };
    assert.equal(later.code, 'lineBusy');
    assert.equal(
      later.message,
      'The 2 devices take 90 % of line rs485, more than 80 %; slow values come every 10 s instead, what the loop steers by still every second. Raise its baud rate or move a device to another line.',
    );
    watch.look(setOf(lineOf(1100, 1000)), site, at(4000));
    assert.match(watch.health()[0]?.message ?? '', /take 130 % of line rs485.*even with slow values only every 60 s/);
    assert.equal(watch.health()[0]?.since, later.since);
    watch.look(setOf(lineOf(100, 100)), site, at(6000));
    assert.deepEqual(watch.health(), []);
  });

  it('says of a line without a free moment that it is full, once it has been so for a while', () => {
    const watch = new LineWatch();
    const line = lineOf(100, 0);
    let saidAtS: number | undefined;
    for (let s = 0; s <= 30; s += 2) {
      line.health = { ...quiet, busyMs: 1000 * s };
      watch.look(setOf(line), site, at(1000 * s));
      if (watch.health().length > 0) saidAtS ??= s;
    }
    assert.equal(saidAtS, 16);
    assert.match(watch.health()[0]?.message ?? '', /no free moment/);
  });
});
