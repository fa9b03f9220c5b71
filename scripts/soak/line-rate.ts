import { formulaMs, openPacedLine } from '../../test/drivers/link/paced-line.ts';
import { hasSocat } from '../../test/drivers/link/pty-pair.ts';
import type { Soak } from './soak.ts';

const rates = [9_600, 19_200, 38_400, 115_200] as const;
const units = [1, 2, 3, 4];
const secondsPerRate = 10;

interface Rate {
  readonly baudRate: number;
  readonly words: number;
  readonly turnaroundMs: number;
  readonly polls: number;
  readonly formulaMs: number;
  readonly measuredMs: number;
  readonly ratio: number;
}

/**
 * How near a poll loop over four units comes to the physical limit of its line (field/modbus.md §5 and goal G3): at least
 * 90 % of the formula up to 38,400 baud and 80 % at 115,200, on a pseudo terminal with a relay that paces the bytes.
 */
export const soak: Soak = {
  async run(result) {
    if (!hasSocat()) throw new Error('this needs socat');
    const figures: Rate[] = [];
    for (const baudRate of rates) {
      for (const words of [6, 24])
        for (const turnaroundMs of [0, 10]) figures.push(await measure(baudRate, words, turnaroundMs));
      result.write(figures);
    }
    console.table(figures);
    return figures.every(({ baudRate, ratio }) => ratio >= (baudRate > 38_400 ? 0.8 : 0.9));
  },
};

async function measure(baudRate: number, words: number, turnaroundMs: number): Promise<Rate> {
  const line = await openPacedLine(baudRate, turnaroundMs);
  const read = {
    functionCode: 3,
    address: 0,
    quantity: words,
    priority: 'fast',
    timeoutMs: 500,
    queueMs: 60_000,
  } as const;
  const rounds = Math.ceil((1000 * secondsPerRate) / formulaMs(baudRate, units.length, words, turnaroundMs));
  await line.bus.read({ ...read, unitId: 1, spare: 2 });
  const startMs = performance.now();
  for (let round = 0; round < rounds; round++) {
    await Promise.all(units.map((unitId) => line.bus.read({ ...read, unitId, spare: 2 })));
  }
  const measuredMs = Math.round(performance.now() - startMs);
  await line.close();
  const polls = rounds * units.length;
  const ideal = Math.round(formulaMs(baudRate, polls, words, turnaroundMs));
  const ratio = Math.round((100 * ideal) / measuredMs) / 100;
  return { baudRate, words, turnaroundMs, polls, formulaMs: ideal, measuredMs, ratio };
}
