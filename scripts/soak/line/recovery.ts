import { BusError } from '../../../drivers/bus/types.ts';
import type { FaultKind } from '../../../test/drivers/link/faults.ts';
import type { LineUnderTest } from '../../../test/drivers/link/line-under-test.ts';
import { imageWord } from '../../../test/drivers/link/register-image.ts';

export interface Recovery {
  /** Reads until the first good value after the fault ended: 1 = the first one brought it. */
  mostReads: number;
  mostMs: number;
  byFault: Record<string, { reads: number; ms: number }>;
}

export const noRecovery = (): Recovery => ({ mostReads: 0, mostMs: 0, byFault: {} });

const faultyReads = 4;
const block = { unitId: 1, functionCode: 3, address: 100, quantity: 6, priority: 'fast', spare: 1 } as const;

/** Every answer has the fault for four reads, then none has it: how long from the last faulty answer to a good value? */
export async function recoverFrom(
  fault: FaultKind,
  open: (fault: () => FaultKind | undefined) => Promise<LineUnderTest>,
  { timeoutMs }: { timeoutMs: number },
  sum: Recovery,
): Promise<void> {
  let isOn = true;
  const line = await open(() => (isOn ? fault : undefined));
  const isGood = async (): Promise<boolean> => {
    try {
      const { values } = await line.bus.read({ ...block, timeoutMs, queueMs: 40 * timeoutMs });
      if (!values.every((value, k) => value === imageWord(1, 3, 100 + k)))
        throw new Error(`wrong value after ${fault}`);
      return true;
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      return false;
    }
  };
  for (let k = 0; k < faultyReads; k++) await isGood();
  isOn = false;
  // A late reply is part of the fault.
  while (line.device.isBusy) await new Promise((resolve) => setTimeout(resolve, 1));
  const fromMs = performance.now();
  let reads = 1;
  while (!(await isGood())) reads += 1;
  const ms = Math.round(performance.now() - fromMs);
  await line.close();
  const worst = sum.byFault[fault] ?? { reads: 0, ms: 0 };
  sum.byFault[fault] = { reads: Math.max(worst.reads, reads), ms: Math.max(worst.ms, ms) };
  sum.mostReads = Math.max(sum.mostReads, reads);
  sum.mostMs = Math.max(sum.mostMs, ms);
}
