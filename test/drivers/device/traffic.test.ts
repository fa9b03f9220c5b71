import assert from 'node:assert/strict';
import { LineBudget } from '../../../drivers/bus/line-budget.ts';
import { BusError } from '../../../drivers/bus/types.ts';
import { createModbusDevice } from '../../../drivers/device/modbus-device.ts';
import { Traffic } from '../../../drivers/device/traffic.ts';
import { bench, found, online, product } from './device-on-bench.ts';
import { FakeTime } from './fake-time.ts';
import { fillImage, ImageBus } from './image-bus.ts';

const facts = { line: 'L', unitId: 1 };

describe('What a device tells of its requests', () => {
  it('counts answers and each kind of failure, and not what we took back ourselves', () => {
    const time = new FakeTime();
    const traffic = new Traffic(time);
    assert.equal(traffic.view.answerMs, undefined);
    for (let ms = 1; ms <= 100; ms++) traffic.answered(ms);
    for (const fault of ['timeout', 'timeout', 'exception', 'framing', 'replaced', 'expired', 'closed'] as const)
      traffic.failed(new BusError(fault, `it was ${fault}`, facts));
    assert.deepEqual(traffic.view, {
      ...{ requests: 104, answers: 100, timeouts: 2, exceptions: 1, errors: 1 },
      answerMs: { median: 51, p95: 96, longest: 100 },
      lastAnswerAtMs: time.monotonicMs(),
      lastError: { message: 'it was framing', atMs: time.monotonicMs() },
    });
  });

  it('forgets answer times of long ago', () => {
    const traffic = new Traffic(new FakeTime());
    traffic.answered(900);
    for (let k = 0; k < 256; k++) traffic.answered(10);
    assert.deepEqual(traffic.view.answerMs, { median: 10, p95: 10, longest: 10 });
  });

  it('is told by a device on a line', async () => {
    const { device, bus, time } = await online('eastron-sdm630');
    const before = device.traffic?.requests ?? 0;
    assert.ok(before > 0);
    bus.fault = () => 'timeout';
    await time.advance(1000);
    assert.ok((device.traffic?.timeouts ?? 0) > 0);
    assert.match(device.traffic?.lastError?.message ?? '', /timeout|timed out|unit/);
    await device.stop();
  });
});

describe('The pace of a device', () => {
  const onLine = (budget: LineBudget) => {
    const definition = product('eastron-sdm630');
    const time = new FakeTime();
    const bus = new ImageBus(time);
    fillImage(bus, definition, found[definition.id] ?? {}, 0);
    const wire = { baudRate: 9_600, bitsPerCharacter: 10, turnaroundMs: 10 } as const;
    const config = { id: 'M1', wiring: [0, 1, 2] } as const;
    const device = createModbusDevice({
      ...{ config, definition, bus, clock: time, timers: time, random: () => 0.5, wire, budget },
    });
    return { device, bus, time };
  };

  it('plans what it asks of its line, and gives its share back when it stops', async () => {
    const budget = new LineBudget();
    const { device, time } = onLine(budget);
    device.start();
    await time.settle();
    assert.ok((budget.plannedShare ?? 0) > 0.05 && (budget.plannedShare ?? 1) < 0.3, `${budget.plannedShare}`);
    await device.stop();
    assert.equal(budget.plannedShare, undefined);
  });

  it('reads the medium tier less often on a line that is full, and the fast tier as ever', async () => {
    const reads = async (others: number) => {
      const budget = new LineBudget();
      const { device, bus, time } = onLine(budget);
      if (others > 0) budget.takeSeat().plan({ fastMsPerS: others, mediumMs: 0 });
      device.start();
      await time.settle();
      bus.reads.length = 0;
      await time.advance(60_000);
      await device.stop();
      const count = (priority: string) => bus.reads.filter((read) => read.priority === priority).length;
      return { fast: count('fast'), medium: count('slow') };
    };
    const free = await reads(0);
    const full = await reads(1000);
    assert.ok(Math.abs(free.fast - full.fast) <= 2, `${free.fast} and ${full.fast}`);
    assert.ok(free.medium >= 11 && full.medium >= 1 && full.medium <= 3, `${free.medium} and ${full.medium}`);
  });

  it('tells how often it asks', () => {
    const { device } = bench('eastron-sdm630');
    assert.equal(device.polls?.pollEveryMs, 1000);
    assert.ok((device.polls?.requestsPerPoll ?? 0) >= 1);
  });
});
