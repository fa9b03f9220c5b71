import { inProcessRows } from './faults/in-process.ts';
import { type FaultRow, isExplained, tableOf } from './faults/table.ts';
import { canSlowTheDisk, wholeBoxRows } from './faults/whole-box.ts';
import type { Soak } from './soak.ts';

interface Figures {
  readonly inProcess: readonly FaultRow[];
  readonly wholeBox: FaultRow[];
}

/**
 * Everything that can fall silent, die or lie, each in the moment in which it matters most: what flowed above the limit,
 * and for how long, against what rule and lateness explain. Prints the tables of docs/fault-matrix.md.
 */
export const soak: Soak = {
  async run(result) {
    if (!canSlowTheDisk()) console.log('netwacht: strace is missing, the slow disk is left out');
    const kept = result.read() as Figures | undefined;
    const figures: Figures = { inProcess: inProcessRows(), wholeBox: kept?.wholeBox ?? [] };
    for await (const row of wholeBoxRows([...figures.wholeBox])) {
      figures.wholeBox.push(row);
      result.write(figures);
      console.log(`netwacht: ${row.fault}: ${row.overS.toFixed(1)} s`);
    }
    console.log(`${tableOf(figures.inProcess)}\n\n${tableOf(figures.wholeBox)}`);
    return [...figures.inProcess, ...figures.wholeBox].every(isExplained);
  },
};
