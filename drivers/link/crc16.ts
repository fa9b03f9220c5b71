/** A reflected CRC of 16 bits: its polynomial (lowest bit first), what it starts with and what it is turned over with at the end. */
interface Crc16 {
  readonly polynomial: number;
  readonly start: number;
  readonly last: number;
}

/** Gives the check sum of `bytes[from, to)`. */
export type CheckSum = (bytes: Uint8Array, from?: number, to?: number) => number;

function checkSum({ polynomial, start, last }: Crc16): CheckSum {
  const table = Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
  return (bytes, from = 0, to = bytes.length) => {
    let crc = start;
    for (let i = from; i < to; i++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
    return crc ^ last;
  };
}

/** CRC of Modbus RTU; on the line the low byte comes first. */
export const crc16 = checkSum({ polynomial: 0xa001, start: 0xffff, last: 0 });

/** CRC of a P1 telegram (DSMR 5.0.2 §6.2), also called ARC. */
export const crc16Arc = checkSum({ polynomial: 0xa001, start: 0, last: 0 });

/** CRC of an SML transport (DIN EN 62056-46), also called X-25. */
export const crc16X25 = checkSum({ polynomial: 0x8408, start: 0xffff, last: 0xffff });

/** What some meters put in an SML transport in its place. */
export const crc16Kermit = checkSum({ polynomial: 0x8408, start: 0, last: 0 });

/** `body` (unit and PDU) with its CRC behind it. */
export function withCrc(body: Uint8Array): Buffer {
  const frame = Buffer.alloc(body.length + 2);
  frame.set(body);
  frame.writeUInt16LE(crc16(body), body.length);
  return frame;
}
