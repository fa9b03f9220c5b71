/** The value of a register or bit, different for every unit, function and address: any mix-up of replies shows. */
export function imageWord(unitId: number, functionCode: number, address: number): number {
  let hash = Math.imul(unitId * 257 + functionCode, 0x9e3779b1) ^ Math.imul(address + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return functionCode <= 2 ? (hash >>> 3) & 1 : hash & 0xffff;
}

/** The body (unit and PDU) of the true reply to a read. */
export function readReply(unitId: number, functionCode: number, address: number, quantity: number): Buffer {
  const bits = functionCode <= 2;
  const bytes = bits ? Math.ceil(quantity / 8) : 2 * quantity;
  const body = Buffer.alloc(3 + bytes);
  body.set([unitId, functionCode, bytes]);
  for (let i = 0; i < quantity; i++) {
    const value = imageWord(unitId, functionCode, address + i);
    if (bits) body[3 + (i >> 3)] = (body[3 + (i >> 3)] ?? 0) | (value << (i & 7));
    else body.writeUInt16BE(value, 3 + 2 * i);
  }
  return body;
}

/** CRC of RTU bit by bit, written apart from the firmware's table. */
export function crcOf(body: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}
