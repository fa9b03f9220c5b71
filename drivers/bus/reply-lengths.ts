import { type ModbusRead, mostPerRequest } from '../link/request.ts';

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

/**
 * Reads at the same place whose values nobody wants, short ones first: two registers before one, since many devices
 * refuse half of a 32-bit value. As many as there are lengths: a device may leave many requests unanswered.
 */
export function* throwAwayReads(read: ModbusRead): Generator<ModbusRead> {
  const unit = read.functionCode <= 2 ? 8 : 1;
  for (let index = 0; index < 125; index++) {
    const count = index < 2 ? 2 - index : index + 1;
    // At the end of the addresses it ends where the block ends.
    const address = Math.min(read.address, 65_536 - count * unit);
    const other = resized({ ...read, address }, count * unit);
    if (other !== undefined && replyBytes(other) !== replyBytes(read)) yield other;
  }
}
