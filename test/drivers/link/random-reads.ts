import { type Bus, BusError, type ReadFunction } from '../../../drivers/bus/types.ts';
import type { Random } from './random.ts';
import { imageWord } from './register-image.ts';

export interface ReadFigures {
  ok: number;
  errors: number;
  wrong: number;
  /** Errors by their fault. */
  byFault: Record<string, number>;
}

export const noFigures = (): ReadFigures => ({ ok: 0, errors: 0, wrong: 0, byFault: {} });

interface Block {
  readonly unitId: number;
  readonly functionCode: ReadFunction;
  readonly address: number;
  readonly quantity: number;
  readonly spare: number;
}

/** Few lengths, so that most neighbours have the same: what a poll loop sends, and where a shifted reply would fit. */
function randomBlock(random: Random): Block {
  const functionCode = random.pick<ReadFunction>([3, 3, 3, 4, 4, 1, 2]);
  const bits = functionCode <= 2;
  return {
    unitId: 1 + random.below(3),
    functionCode,
    address: random.below(3_000),
    quantity: bits ? random.pick([16, 40, 48]) : random.pick([1, 2, 6, 6, 6, 24]),
    spare: bits ? random.pick([0, 8]) : random.pick([0, 0, 1, 2]),
  };
}

/** Reads `count` times: runs of one block again and again, runs over blocks of one length, and anything. Adds to `figures`. */
export async function readAtRandom(
  bus: Bus,
  { count, random, timeoutMs, figures }: { count: number; random: Random; timeoutMs: number; figures: ReadFigures },
): Promise<void> {
  let block = randomBlock(random);
  for (let i = 0; i < count; i++) {
    const change = random.next();
    if (change < 0.3) block = randomBlock(random);
    else if (change < 0.65) block = { ...block, address: random.below(3_000) };
    await readOnce(bus, block, timeoutMs, figures);
  }
}

async function readOnce(bus: Bus, block: Block, timeoutMs: number, figures: ReadFigures): Promise<void> {
  try {
    const { values } = await bus.read({ ...block, priority: 'fast', timeoutMs, queueMs: 20 * timeoutMs });
    const { unitId, functionCode, address, quantity } = block;
    const right = (value: number, i: number): boolean => value === imageWord(unitId, functionCode, address + i);
    if (values.length === quantity && values.every(right)) figures.ok += 1;
    else figures.wrong += 1;
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    figures.errors += 1;
    figures.byFault[error.fault] = (figures.byFault[error.fault] ?? 0) + 1;
  }
}
