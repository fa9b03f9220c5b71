import { type ModbusRead, mostPerRequest } from '../link/request.ts';

/** Registers or bits of one reply of another length. */
const step = (functionCode: number): number => (functionCode <= 2 ? 8 : 1);

/** The length of the reply in bytes of registers or bits: what tells two replies of one unit and function apart. */
function replyBytes({ functionCode, quantity }: ModbusRead): number {
  return functionCode <= 2 ? Math.ceil(quantity / 8) : 2 * quantity;
}

function resized(read: ModbusRead, quantity: number): ModbusRead | undefined {
  const fits = quantity >= 1 && quantity <= mostPerRequest[read.functionCode] && read.address + quantity <= 65_536;
  return fits ? { ...read, quantity } : undefined;
}

/**
 * Ways to read the block that differ in the length of the reply: as it is, then with `spare` more registers, which ends
 * with a whole value, then with fewer of them.
 */
export function waysToRead(read: ModbusRead, spare: number): ModbusRead[] {
  const ways = [read];
  const lengths = new Set([replyBytes(read)]);
  for (let extra = spare; extra > 0; extra--) {
    const way = resized(read, read.quantity + extra);
    if (way === undefined || lengths.has(replyBytes(way))) continue;
    lengths.add(replyBytes(way));
    ways.push(way);
  }
  return ways;
}

/** Reads at the same place whose values nobody wants, short ones first, inside the block as far as it goes. */
export function* throwAwayReads(read: ModbusRead): Generator<ModbusRead> {
  const unit = step(read.functionCode);
  // Two registers first: many devices refuse half of a 32-bit value.
  for (const count of [2, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
    const other = resized(read, count * unit);
    if (other !== undefined && replyBytes(other) !== replyBytes(read)) yield other;
  }
}
