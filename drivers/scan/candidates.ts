import type { Catalogue } from '../definitions/catalogue.ts';
import type { Condition } from '../definitions/register-schema.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';

/** What a line or endpoint carries. */
export type ScanWay = 'rtu' | 'rtu_over_tcp' | 'ascii' | 'tcp';

/**
 * Products that can stand there and say by what they are known, the surest first: a name or an id before a range, and of
 * those the ones with more conditions. A product without `detect` cannot be found, only be named by a person.
 */
export function candidatesFor(catalogue: Catalogue, way: ScanWay): readonly ModbusDefinition[] {
  return catalogue
    .ids()
    .flatMap((id) => catalogue.modbus(id) ?? [])
    .filter((definition) => isReachedBy(definition, way) && (definition.detect?.length ?? 0) > 0)
    .map((definition) => ({ definition, sureness: surenessOf(definition) }))
    .sort((a, b) => b.sureness - a.sureness || a.definition.id.localeCompare(b.definition.id))
    .map(({ definition }) => definition);
}

function isReachedBy({ transports }: ModbusDefinition, way: ScanWay): boolean {
  if (way === 'tcp') return transports.includes('tcp') || transports.includes('tcp_gateway');
  return transports.includes(way) || (way === 'rtu_over_tcp' && transports.includes('rtu'));
}

/** How sure one may be that it is this product and no other: the sum over its conditions. */
export const surenessOf = ({ detect = [] }: ModbusDefinition): number =>
  detect.reduce((sum, condition) => sum + weightOf(condition), 0);

/** A text that starts so says most, one number of few says much, a range of plausible values little. */
function weightOf(condition: Condition): number {
  if (condition.startsWith !== undefined) return condition.startsWith.every((text) => text.length > 1) ? 100 : 10;
  if (condition.in !== undefined)
    return condition.in.every((value) => typeof value === 'string' || value > 255) ? 60 : 15;
  if (condition.bit !== undefined) return 3;
  return condition.min !== undefined && condition.max !== undefined ? 5 : 1;
}
