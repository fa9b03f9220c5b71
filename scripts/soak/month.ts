import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sumsOf } from './month/agreement.ts';
import { writtenBytes } from './month/process-io.ts';
import { askProgram } from './month/questions.ts';
import { Recorder } from './month/recorder.ts';
import { SimulatedBuilding } from './month/simulated-building.ts';
import { simulatedMonth } from './month/simulated-month.ts';
import { tenYears } from './month/ten-years.ts';
import type { ResultFile, Soak } from './soak.ts';

const { bays, days } = simulatedMonth;
const beginS = simulatedMonth.beginMs / 1000;
const dayS = 86_400;

interface Day {
  readonly day: number;
  readonly historyDiskBytes: number;
  readonly historySystemBytes: number;
  readonly mainDiskBytes: number;
  readonly sessionsDiskBytes: number;
  readonly tookS: number;
}

/** `npm run soak -- month`: a month of 20 charge points, every second of it, through the desks to the disk. */
export const soak: Soak = {
  async run(result: ResultFile): Promise<boolean> {
    const kept = (result.read() ?? {}) as { days?: Day[] };
    const done: Day[] = kept.days ?? [];
    const dir = join(dirname(result.path), 'month-data');
    if (done.length === 0) rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    const building = new SimulatedBuilding(bays, 'month');
    const counters: ReadonlyMap<string, number>[] = [];
    const recorder = new Recorder(dir, (beginS + done.length * dayS) * 1000);
    for (let day = 0; day < days; day += 1) {
      const feeds = day >= done.length;
      const begunMs = performance.now();
      const before = writtenBytes().disk;
      for (let s = beginS + day * dayS; s < beginS + (day + 1) * dayS; s += 1) {
        building.step(s);
        recorder.nowMs = s * 1000;
        if (feeds) recorder.take(building.state(s * 1000));
        if (s === beginS) counters.push(building.counters());
        if (s % 900 === 899) counters.push(building.counters());
      }
      if (!feeds) continue;
      const { history, main } = recorder;
      const all = writtenBytes().disk - before;
      done.push({
        ...{ day, historyDiskBytes: history.disk, historySystemBytes: history.system, mainDiskBytes: main.disk },
        sessionsDiskBytes: all - history.disk - main.disk,
        tookS: Math.round(performance.now() - begunMs) / 1000,
      });
      for (const meter of [history, main]) meter.disk = meter.system = 0;
      result.write({ days: done });
      console.log(`day ${day + 1} of ${days}: ${done.at(-1)?.tookS} s`);
    }
    // The first second of the next day: the last quarter hour of the month is over.
    building.step(beginS + days * dayS);
    recorder.nowMs = (beginS + days * dayS) * 1000;
    counters.push(building.counters());
    recorder.take(building.state(recorder.nowMs));
    const span = { fromMs: beginS * 1000, toMs: (beginS + days * dayS) * 1000 };
    const sums = await sumsOf(recorder, counters, span);
    recorder.close();
    const { page, exported } = await askProgram(dir, span, bays);
    const figures = {
      sums,
      historyBytes: statSync(join(dir, 'history.sqlite')).size,
      mainBytes: statSync(join(dir, 'netwacht.sqlite')).size,
      sessionsBytes: statSync(join(dir, 'sessions.sqlite')).size,
      // The first days fill up; from then on each is like the other.
      bytesADay: mean(done.slice(7).map(({ historyDiskBytes }) => historyDiskBytes)),
      systemBytesADay: mean(done.slice(7).map(({ historySystemBytes }) => historySystemBytes)),
      mainBytesADay: mean(done.slice(7).map(({ mainDiskBytes }) => mainDiskBytes)),
      sessionsBytesADay: mean(done.slice(7).map(({ sessionsDiskBytes }) => sessionsDiskBytes)),
      page,
      exported,
      tenYears: await tenYears(dir, days),
    };
    result.write({ days: done, figures });
    console.log(JSON.stringify(figures, null, 2));
    return (
      sums.wrong === 0 &&
      sums.sessionsWrong === 0 &&
      page.month.p50Ms <= 100 &&
      exported.quarters.ms <= 2000 &&
      figures.tenYears.bytes <= 2_000_000_000
    );
  },
};

const mean = (values: readonly number[]): number =>
  Math.round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
