import type { ModbusDefinition } from '../definitions/schema.ts';
import { lrc } from '../link/ascii-scan.ts';
import { crc16 } from '../link/crc16.ts';

export type Frame = ModbusDefinition['frames'][number];

/** What stands in a frame between its framing. */
export interface FrameBody {
  readonly unit: number;
  readonly pdu: Buffer;
  readonly transaction: number;
}

/** Takes the framing off `hex`, which must be right to the bit; else one sentence that says what is wrong. */
export function frameBody(framing: Frame['framing'], hex: string): FrameBody | string {
  const bytes = Buffer.from(hex, 'hex');
  if (framing === 'ascii') return asciiBody(bytes.toString('latin1'));
  if (framing === 'rtu') return rtuBody(bytes);
  if (bytes.length < 9) return 'is too short for a frame of Modbus TCP';
  if (bytes.readUInt16BE(2) !== 0) return 'the protocol id is not 0';
  if (bytes.readUInt16BE(4) !== bytes.length - 6)
    return `the length says ${bytes.readUInt16BE(4)}, ${bytes.length - 6} bytes follow`;
  return { unit: bytes.readUInt8(6), pdu: bytes.subarray(7), transaction: bytes.readUInt16BE(0) };
}

function rtuBody(bytes: Buffer): FrameBody | string {
  const end = bytes.length - 2;
  if (end < 2) return 'is too short for an RTU frame';
  const wanted = crc16(bytes, 0, end);
  if (bytes.readUInt16LE(end) !== wanted) {
    const right = Buffer.from([wanted & 0xff, wanted >>> 8]).toString('hex');
    return `the CRC is ${bytes.subarray(end).toString('hex')}, should be ${right}`;
  }
  return { unit: bytes.readUInt8(0), pdu: bytes.subarray(1, end), transaction: 0 };
}

function asciiBody(text: string): FrameBody | string {
  const digits = /^[:>]((?:[0-9A-F]{2}){3,})\r\n$/.exec(text)?.[1];
  if (digits === undefined) return 'is no frame of Modbus ASCII';
  const bytes = Buffer.from(digits, 'hex');
  if (lrc(bytes) !== 0) return 'the LRC is wrong';
  return { unit: bytes.readUInt8(0), pdu: bytes.subarray(1, -1), transaction: 0 };
}
