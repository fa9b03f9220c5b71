import { crc16 } from './crc16.ts';
import type { FrameScan, RequestOnLine } from './framing.ts';
import { beginsReply, exceptionAt, exceptionLength } from './reply.ts';

/**
 * Looks for the one acceptable answer at every offset (field/modbus.md §4, RTU framing: exact frames, resynchronise by
 * sliding): header and length of the expected reply, or an exception of the same unit and function, and the CRC.
 */
export function scanRtu(bytes: Buffer, request: RequestOnLine): FrameScan {
  const { frame, expected, mayEcho } = request;
  let echo = false;
  let at = 0;
  while (at < bytes.length) {
    if (mayEcho && !echo && isPrefix(bytes, at, frame)) {
      // An echo that is still coming in must not be read as something else.
      if (bytes.length - at < frame.length) return { kind: 'nothing', echo };
      echo = true;
      at += frame.length;
      continue;
    }
    if (beginsReply(expected, bytes, at) && hasCrc(bytes, at, expected.length)) {
      const end = at + expected.length;
      return { kind: 'reply', body: bytes.subarray(at, end), end: end + 2, echo };
    }
    const code = exceptionAt(expected, bytes, at);
    if (code !== undefined && hasCrc(bytes, at, exceptionLength)) {
      return { kind: 'exception', code, end: at + exceptionLength + 2, echo };
    }
    at += 1;
  }
  return { kind: 'nothing', echo };
}

/** Whether the bytes hold a whole frame that some unit may have sent as a reply: right framing, but not what was asked. */
export function holdsOtherFrame(bytes: Buffer): boolean {
  for (let at = 0; at + 5 <= bytes.length; at++) {
    const functionCode = bytes[at + 1] ?? 0;
    const length = functionCode & 0x80 ? exceptionLength : functionCode <= 4 ? 3 + (bytes[at + 2] ?? 0) : 6;
    if (hasCrc(bytes, at, length)) return true;
  }
  return false;
}

/** Whether everything from `at` on, up to the length of `frame`, equals the beginning of `frame`. */
function isPrefix(bytes: Buffer, at: number, frame: Buffer): boolean {
  const length = Math.min(bytes.length - at, frame.length);
  return frame.compare(bytes, at, at + length, 0, length) === 0;
}

function hasCrc(bytes: Buffer, at: number, length: number): boolean {
  return at + length + 2 <= bytes.length && crc16(bytes, at, at + length) === bytes.readUInt16LE(at + length);
}
