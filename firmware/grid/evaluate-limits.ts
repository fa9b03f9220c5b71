import type { LimitOrigin, LimitRecord, StoredRuling } from '../domain/limit.ts';
import type { CompiledLimit, CompiledLimits } from './compiled-limits.ts';
import { type HeldRulings, heldRulings } from './held-rulings.ts';
import { type LimitReadings, type LimitValue, limitValue, recordUnit, type VariableTable } from './limit-value.ts';
import { shareRecords } from './share.ts';

/** Everything one evaluation of a site's limits rests on. */
export interface LimitEvaluation extends LimitReadings {
  /** The variables as somebody plays them, who, and from when to when; absent: nobody does. */
  readonly played?: {
    readonly table: VariableTable;
    readonly by: string;
    readonly sinceMs: number;
    readonly untilMs: number;
  };
  /** Share of each house connection in use, 0 to 100 %. */
  readonly sharePercent?: number;
  /** The records of the cycle before: a value that stays keeps its `sinceMs`. */
  readonly previous: readonly LimitRecord[];
  /** Rulings from before the restart that still hold (see `stillHeld`). */
  readonly held: readonly StoredRuling[];
  /** Wall time. */
  readonly nowMs: number;
}

/** One record for each fuse and each limit of the site, and for a share below 100 % (contracts §2, control.md §2). */
export function evaluateLimits(compiled: CompiledLimits, evaluation: LimitEvaluation): readonly LimitRecord[] {
  const held = heldRulings(evaluation.held);
  const records = [
    ...compiled.circuits.map(({ id, fuseMa }) => fuseRecord(id, fuseMa, evaluation.nowMs)),
    ...compiled.limits.flatMap((limit) => {
      const record = recordOf(limit, evaluation, held);
      const played = playedRecord(limit, record, evaluation);
      return played === undefined ? [record] : [record, played];
    }),
  ];
  const share = shareRecords(compiled, records, evaluation.sharePercent ?? 100, evaluation.nowMs);
  return keepSince([...records, ...share], evaluation);
}

const fuseRecord = (circuit: string, fuseMa: number, nowMs: number): LimitRecord => ({
  id: `fuse:${circuit}`,
  origin: 'fuse',
  scope: 'all',
  circuit,
  unit: 'mA',
  value: fuseMa,
  sinceMs: nowMs,
  source: 'site',
  failed: false,
  variables: [],
});

function recordOf(limit: CompiledLimit, evaluation: LimitEvaluation, held: HeldRulings): LimitRecord {
  const computed = limitValue(limit, evaluation);
  const ruling = held.of(limit);
  const holds = ruling !== undefined && ruling.value < computed.value;
  const named = sourceOf(limit, computed.table);
  const source = computed.floored ? `${named}; fail-safe value raised to the minimum power of §14a` : named;
  return {
    id: limit.id,
    origin: originOf(limit, computed),
    scope: limit.scope,
    ...limit.place,
    unit: recordUnit(limit.unit),
    value: holds ? ruling.value : computed.value,
    // A ruling that comes to the same was in force before the restart.
    sinceMs: ruling !== undefined && ruling.value <= computed.value ? ruling.atMs : evaluation.nowMs,
    source: holds ? `${source}, as before the restart` : source,
    failed: computed.failed && !holds,
    variables: variablesOf(limit).map((input) => input.spelled),
  };
}

/**
 * What somebody plays with variables makes a ceiling of its own beside the limit that reads them, and only a lower one: the
 * limit stays what it is and whose it is, so that a test never passes for an operator's word, nor hides or ends one.
 */
function playedRecord(
  limit: CompiledLimit,
  record: LimitRecord,
  { tables, lookup, played }: LimitEvaluation,
): LimitRecord | undefined {
  if (played === undefined) return undefined;
  const { table, by, sinceMs, untilMs } = played;
  const { value } = limitValue(limit, { tables: { ...tables, candidates: [table] }, lookup });
  if (value >= record.value) return undefined;
  return { ...record, id: `played:${limit.id}`, origin: 'manual', value, sinceMs, untilMs, source: by, failed: false };
}

function originOf(limit: CompiledLimit, { table }: LimitValue): LimitOrigin {
  if ('chargePoint' in limit.place) return 'device';
  const variables = variablesOf(limit);
  if (variables.some(({ key }) => table.get(key)?.source.startsWith('channel:') === true)) return 'smgw';
  if (limit.floorW !== undefined) return 'para14a';
  return variables.length === 0 ? 'formula' : 'variable';
}

/** "AVAIL by channel:emt1, TARIF by admin"; "site" when no variable is read. */
function sourceOf(limit: CompiledLimit, table: VariableTable): string {
  const variables = variablesOf(limit);
  if (variables.length === 0) return 'site';
  return variables
    .map(({ key, spelled }) => {
      const entry = table.get(key);
      return entry === undefined ? `${spelled} not set` : `${spelled} by ${entry.source}`;
    })
    .join(', ');
}

const variablesOf = (limit: CompiledLimit) => limit.inputs.filter((input) => input.kind === 'variable');

/** The same limit with the same value holds since it first did. */
function keepSince(records: readonly LimitRecord[], { previous, nowMs }: LimitEvaluation): readonly LimitRecord[] {
  const before = new Map(previous.map((record) => [placeAndId(record), record]));
  return records.map((record) => {
    const last = before.get(placeAndId(record));
    if (last === undefined) return record;
    const same = last.unit === record.unit && last.value === record.value;
    return { ...record, sinceMs: same ? last.sinceMs : nowMs };
  });
}

const placeAndId = ({ circuit, chargePoint, id }: LimitRecord): string =>
  `${circuit ?? ''}\n${chargePoint ?? ''}\n${id}`;
