import { planReads } from '../bus/poll-plan.ts';
import { type Bus, BusError } from '../bus/types.ts';
import { sunspecOf } from '../definitions/layouts.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import { holds } from '../device/condition.ts';
import { ModelFinder } from '../device/model-finder.ts';
import { readLimits } from '../device/read-limits.ts';
import { RegisterTable } from '../device/register-table.ts';
import type { ReadWords } from '../device/sunspec-walk.ts';
import type { Value } from '../device/value-codec.ts';

/** What one look at a unit id came to. */
export type Look =
  /** Nobody answered. */
  | { readonly kind: 'silent' }
  /** The line or connection broke at this question; it is not asked again of this device. */
  | { readonly kind: 'dropped' }
  /** It answered, and is not this product. */
  | { readonly kind: 'other' }
  | { readonly kind: 'is'; readonly values: ReadonlyMap<string, Value | undefined> };

export interface LookTerms {
  readonly bus: Bus;
  readonly unitId: number;
  /** For each reply. */
  readonly timeoutMs: number;
  /** It may wait this long for its turn behind the polls of the line. */
  readonly queueMs: number;
  /**
   * The silence before each question. Nobody knows yet what stands there: a product that wants a pause loses a question that
   * follows at once, and would be taken for somebody else or for nobody.
   */
  readonly leastPauseMs: number;
  /** Questions at which this device broke off, `function address quantity`: they are not asked again. */
  readonly brokeAt: Set<string>;
}

/** Asks whether a product is this one, by reads of what its `detect` names and by nothing else. Never writes. */
export async function lookFor(product: ModbusDefinition, terms: LookTerms): Promise<Look> {
  const place = sunspecOf(product) === undefined ? { definition: product } : await placeOf(product, terms);
  if ('nowhere' in place) return { kind: place.nowhere };
  const { definition } = place;
  const table = new RegisterTable(definition);
  const wanted = (definition.detect ?? []).map(({ quantity }) => quantity);
  const limits = { ...readLimits(definition, undefined), maxGap: 0 };
  const values = new Map<string, Value | undefined>();
  for (const block of planReads(table.planned(wanted), table.planned(wanted), limits)) {
    const reply = await read(terms, definition, block);
    if (reply === 'silent' || reply === 'dropped' || reply === 'other') return { kind: reply };
    for (const [quantity, value] of table.decode(block.registers, block.address, reply, (q) => values.get(q)))
      values.set(quantity, value);
  }
  const fits = (definition.detect ?? []).every((condition) => holds(condition, (quantity) => values.get(quantity)));
  return fits ? { kind: 'is', values } : { kind: 'other' };
}

/** A SunSpec product has its registers where its chain of models says. */
async function placeOf(
  definition: ModbusDefinition,
  terms: LookTerms,
): Promise<{ readonly definition: ModbusDefinition } | { readonly nowhere: 'silent' | 'dropped' | 'other' }> {
  let broken: 'silent' | 'dropped' | undefined;
  const readWords: ReadWords = async (address, quantity) => {
    const reply = await read(terms, definition, { functionCode: 3, address, quantity, spare: 0, registers: [] });
    if (reply === 'other') return undefined;
    if (typeof reply !== 'string') return reply.values;
    broken = reply;
    throw new Error('the chain cannot be followed');
  };
  const finder = new ModelFinder({ definition, index: 1, startRegister: undefined, read: readWords });
  const found = await finder.find().catch((error: unknown) => {
    if (broken === undefined) throw error;
    return undefined;
  });
  return found !== undefined && 'definition' in found ? found : { nowhere: broken ?? 'other' };
}

type Block = ReturnType<typeof planReads>[number];

async function read(terms: LookTerms, { reads }: ModbusDefinition, block: Block) {
  const { bus, unitId, timeoutMs, queueMs, leastPauseMs, brokeAt } = terms;
  const { functionCode, address, quantity } = block;
  const question = `${functionCode} ${address} ${quantity}`;
  if (brokeAt.has(question)) return 'dropped';
  const pauseMs = Math.max(reads?.pauseMs ?? 0, leastPauseMs);
  try {
    const place = { unitId, functionCode, address, quantity } as const;
    return await bus.read({ ...place, priority: 'slow', timeoutMs, queueMs, pauseMs });
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    // Any exception is an answer: somebody is there.
    if (error.fault === 'exception') return 'other';
    if (error.fault === 'timeout' || error.fault === 'expired' || error.fault === 'mismatch') return 'silent';
    brokeAt.add(question);
    return 'dropped';
  }
}
