import { type FaultKind, rtuFaults, tcpFaults } from '../../test/drivers/link/faults.ts';
import { hasSocat } from '../../test/drivers/link/pty-pair.ts';
import { forceReconnects, type Reconnects } from '../../test/foreign/forced-reconnects.ts';
import { type FaultLineKind, faultLineKinds, openForeignFaultLine } from '../../test/foreign/foreign-fault-line.ts';
import { type ForeignKind, foreignKinds, whyAbsent } from '../../test/foreign/foreign-server.ts';
import { noPartFigures, type PartFigures, readPart } from './line/random-read-part.ts';
import { noRecovery, type Recovery, recoverFrom } from './line/recovery.ts';
import type { ResultFile, Soak } from './soak.ts';

const readsPerRun = Number(process.env.NETWACHT_SOAK_READS ?? 100_000);
const readsPerPart = 500;
/** Servers, relays and lines of one kind beside each other: most of the time they wait. */
const lanesPerRun = Number(process.env.NETWACHT_SOAK_LANES ?? 3);
/** Shorter than in a house, so that 100,000 reads take minutes: every fault is measured by it (late = 1.5 of it). */
const timeoutMs = 25;
/** One line at a time, and a time-out that a busy machine does not reach by itself: what is lost is lost to the fault. */
const recoveryTimeoutMs = 150;
const recoveryRounds = 3;
const reconnectsPerRun = 1_000;

interface RunFigures extends PartFigures {
  recovery: Recovery;
  recoveryRounds: number;
  /** Over TCP only. */
  forced?: Reconnects;
}

type Figures = Record<string, RunFigures>;

/**
 * 100,000 random reads on RTU, RTU over TCP and TCP from servers of libmodbus and of pymodbus each, one request in six hit
 * by a random fault of field/modbus.md §7 that a relay puts in. In every second part the relay lets late replies be
 * overtaken. Then every fault alone, four times in a row: how soon after its end comes a good value? Not one value may be
 * wrong, no promise may stay open. At last 1,000 reconnects of each TCP line are forced: never two sockets at once. NETWACHT_SOAK_READS and _LANES set other numbers.
 */
export const soak: Soak = {
  async run(result) {
    const figures = (result.read() ?? {}) as Figures;
    const lines = faultLineKinds.filter((line) => line !== 'serial' || hasSocat());
    const kinds = foreignKinds.filter((kind) => whyAbsent(kind) === undefined);
    const runs = kinds.flatMap((kind) => lines.map((line) => [kind, line] as const));
    await Promise.all(runs.map(([kind, line]) => readAll(kind, line, figures, result)));
    for (const [kind, line] of runs) await recoverAll(kind, line, figures, result);
    for (const [kind, line] of runs) {
      if (line === 'serial') continue;
      const mine = figuresOf(kind, line, figures);
      mine.forced ??= await forceReconnects(kind, line, reconnectsPerRun);
      result.write(figures);
    }
    console.log(JSON.stringify(figures, null, 2));
    const all = runs.map(([kind, line]) => figures[`${kind} ${line}`]);
    return runs.length === 6 && all.every((one) => one !== undefined && isGood(one));
  },
};

const isGood = ({ wrong, unsettled, mostConnections, recovery, forced }: RunFigures): boolean =>
  [wrong, unsettled, forced?.wrong ?? 0].every((count) => count === 0) &&
  [mostConnections, forced?.mostAtServer ?? 0, forced?.mostInKernel ?? 0].every((count) => count <= 1) &&
  recovery.mostReads <= 2 &&
  recovery.mostMs <= 1_000;

function figuresOf(kind: ForeignKind, line: FaultLineKind, figures: Figures): RunFigures {
  const name = `${kind} ${line}`;
  const mine = figures[name] ?? { ...noPartFigures(), recovery: noRecovery(), recoveryRounds: 0 };
  figures[name] = mine;
  return mine;
}

const faultsOf = (line: FaultLineKind): readonly [FaultKind, ...FaultKind[]] =>
  line === 'tcp' ? tcpFaults : rtuFaults;

async function readAll(kind: ForeignKind, line: FaultLineKind, figures: Figures, result: ResultFile): Promise<void> {
  const mine = figuresOf(kind, line, figures);
  let begun = mine.parts;
  const lane = async (): Promise<void> => {
    const foreign = await openForeignFaultLine(kind, line);
    try {
      while (begun * readsPerPart < readsPerRun) {
        begun += 1;
        const seed = begun;
        const under = await foreign.open({
          ...{ timeoutMs, seed, inOrder: seed % 2 === 1 },
          fault: (random) => (random.below(6) === 0 ? random.pick(faultsOf(line)) : undefined),
        });
        await readPart(under, { count: readsPerPart, seed: 1_000 + seed, timeoutMs }, mine);
        result.write(figures);
        if (mine.parts % 20 === 0)
          console.log(`netwacht: ${kind} ${line} ${mine.parts * readsPerPart} reads, wrong ${mine.wrong}`);
      }
    } finally {
      await foreign.close();
    }
  };
  await Promise.all(Array.from({ length: mine.parts * readsPerPart < readsPerRun ? lanesPerRun : 0 }, lane));
}

async function recoverAll(kind: ForeignKind, line: FaultLineKind, figures: Figures, result: ResultFile): Promise<void> {
  const mine = figuresOf(kind, line, figures);
  const foreign = await openForeignFaultLine(kind, line);
  const open = (fault: () => FaultKind | undefined) =>
    foreign.open({ timeoutMs: recoveryTimeoutMs, seed: 1, inOrder: true, fault });
  try {
    while (mine.recoveryRounds < recoveryRounds) {
      for (const fault of faultsOf(line))
        await recoverFrom(fault, open, { timeoutMs: recoveryTimeoutMs }, mine.recovery);
      mine.recoveryRounds += 1;
      result.write(figures);
    }
  } finally {
    await foreign.close();
  }
}
