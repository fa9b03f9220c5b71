import type { FrameScan, RequestOnLine } from './framing.ts';
import { beginsReply, exceptionAt, exceptionLength } from './reply.ts';

const colon = 0x3a;
/** ABL boxes begin their replies with it (grid-x/modbus and modbus-serial know it too). */
const greaterThan = 0x3e;
const cr = 0x0d;
const lf = 0x0a;
/** Unit and 253 bytes of PDU. */
const mostBody = 254;

/** LRC of Modbus ASCII over `bytes`: what makes their sum 0 modulo 256. */
export function lrc(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return -sum & 0xff;
}

/** `body` (unit and PDU) as an ASCII frame: `:`, hex digits, LRC, CR LF. */
export function withLrc(body: Uint8Array): Buffer {
  const hex = Buffer.concat([body, Buffer.from([lrc(body)])]).toString('hex');
  return Buffer.from(`:${hex.toUpperCase()}\r\n`, 'latin1');
}

/**
 * Looks for the one acceptable answer at every start character: a whole frame with its LRC whose body is the expected
 * reply, no byte more or less, or an exception of the same unit and function. What stands between frames is passed over.
 */
export function scanAscii(bytes: Buffer, request: RequestOnLine): FrameScan {
  const { frame, expected, mayEcho } = request;
  let echo = false;
  let at = 0;
  while (at < bytes.length) {
    if (mayEcho && !echo && bytes[at] === colon && isPrefix(bytes, at, frame)) {
      // An echo that is still coming in must not be read as something else.
      if (bytes.length - at < frame.length) return { kind: 'nothing', echo };
      echo = true;
      at += frame.length;
      continue;
    }
    const found = frameAt(bytes, at);
    if (found !== undefined) {
      const { body, end } = found;
      if (body.length === expected.length && beginsReply(expected, body, 0)) return { kind: 'reply', body, end, echo };
      const code = body.length === exceptionLength ? exceptionAt(expected, body, 0) : undefined;
      if (code !== undefined) return { kind: 'exception', code, end, echo };
    }
    at = found?.end ?? at + 1;
  }
  return { kind: 'nothing', echo };
}

/** Whether a whole frame stands somewhere in `bytes`. */
export function holdsOtherAsciiFrame(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) if (frameAt(bytes, at) !== undefined) return true;
  return false;
}

/** Whether the last start character in `bytes` begins a frame that lacks its end and may still become whole. */
export function isUnfinished(bytes: Buffer): boolean {
  const at = Math.max(bytes.lastIndexOf(colon), bytes.lastIndexOf(greaterThan));
  if (at < 0) return false;
  const rest = bytes.subarray(at + 1);
  return rest.length <= 2 * (mostBody + 1) + 1 && /^[0-9A-Fa-f]*\r?$/.test(rest.toString('latin1'));
}

/** The frame that begins at `at`, unit and PDU, where a whole one with the right LRC does. */
function frameAt(bytes: Buffer, at: number): { readonly body: Buffer; readonly end: number } | undefined {
  if (bytes[at] !== colon && bytes[at] !== greaterThan) return undefined;
  const decoded: number[] = [];
  let next = at + 1;
  for (; decoded.length <= mostBody; next += 2) {
    const high = digit(bytes[next]);
    const low = digit(bytes[next + 1]);
    if (high === undefined || low === undefined) break;
    decoded.push(16 * high + low);
  }
  // The sum over a frame with its LRC is 0. Unit, function and one byte more at least.
  const isWhole =
    bytes[next] === cr && bytes[next + 1] === lf && decoded.length > 3 && lrc(Uint8Array.from(decoded)) === 0;
  return isWhole ? { body: Buffer.from(decoded.slice(0, -1)), end: next + 2 } : undefined;
}

function digit(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const upper = byte & 0xdf;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : undefined;
}

/** Whether everything from `at` on, up to the length of `frame`, equals the beginning of `frame`. */
function isPrefix(bytes: Buffer, at: number, frame: Buffer): boolean {
  const length = Math.min(bytes.length - at, frame.length);
  return frame.compare(bytes, at, at + length, 0, length) === 0;
}
