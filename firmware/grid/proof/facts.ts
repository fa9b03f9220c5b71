import type { LimitOrigin, LimitRecord } from '../../domain/limit.ts';

/** A ceiling as the log tells it. `value` in `unit`. */
export interface ProofLimit {
  readonly id: string;
  /** Circuit or charge point. */
  readonly place: string;
  readonly unit: 'A' | 'W';
  readonly value: number;
  readonly origin: LimitOrigin;
  /** What set it, in words; of LPC and relays also in which state they are. */
  readonly source: string;
  /** Keys of the variables that its formula reads. */
  readonly variables: readonly string[];
}

/** A value of a variable, by key. */
export interface CycleValue {
  readonly key: string;
  readonly value: number | null;
  readonly atMs: number;
}

/** What the control worker tells the proof log of one cycle, beside the live state. */
export interface CycleProof {
  /** Values that are on their way to the disk and in the limits already; `value` null = taken away. */
  readonly candidates: readonly CycleValue[];
  /** Values that somebody plays; absent: nobody does. */
  readonly played?: readonly CycleValue[];
  /** Ceilings that an operator, a variable or a test has a say in. */
  readonly limits: readonly ProofLimit[];
  /** Charge points that answer, and whose box was seen to hold the set-point of this cycle. */
  readonly confirmed: readonly string[];
}

/** One cycle, as the log looks at it. */
export interface CycleFacts extends CycleProof {
  readonly wallMs: number;
  /** Nothing is sent to charge points (`mode` observe). */
  readonly observing: boolean;
  readonly variables: ReadonlyMap<string, VariableFacts>;
  readonly points: readonly { readonly id: string; readonly offeredA: number | null }[];
  readonly chargePointsW: number | null;
  readonly gridW: number | null;
}

export interface VariableFacts {
  readonly name: string;
  readonly value: number | null;
  readonly atMs: number;
  readonly source: string;
  /** Its time-out ran out: its fail-safe value has joined in. */
  readonly stale: boolean;
}

/** Told whether or not a variable has a say in them: whoever commands from outside, and a person's test. */
const toldOrigins: readonly LimitOrigin[] = ['smgw', 'para14a', 'lpc', 'relay', 'sunspec', 'manual'];

/** The ceilings of a cycle that belong into the log. */
export function proofLimits(records: readonly LimitRecord[], keyOf: (name: string) => string): readonly ProofLimit[] {
  return records.flatMap((record) => {
    if (record.variables.length === 0 && !toldOrigins.includes(record.origin)) return [];
    const inA = record.unit === 'mA';
    return [
      {
        id: record.id,
        place: record.circuit ?? record.chargePoint ?? '',
        unit: inA ? ('A' as const) : ('W' as const),
        value: inA ? record.value / 1000 : Math.round(record.value),
        origin: record.origin,
        source: record.source,
        variables: record.variables.map(keyOf),
      },
    ];
  });
}
