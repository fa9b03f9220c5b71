import type { Random } from './random.ts';
import { crcOf, readReply } from './register-image.ts';

/** Fault kinds of field/modbus.md §7. */
export const commonFaults = [
  'late',
  'late2',
  'swallow',
  'dup',
  'duplicate',
  'garbage',
  'noise',
  'trunc',
  'wrongunit',
  'wrongfc',
  'split',
  'exc',
  'short',
  'long',
  'otherunit',
] as const;
export const rtuFaults = [...commonFaults, 'echo', 'badcrc'] as const;
/** ASCII besides: a colon where RTU has none, digits in small letters, gaps within a frame. */
export const asciiFaults = [...rtuFaults, 'colon', 'smallletters', 'slow', 'cutstart'] as const;
export const tcpFaults = [...commonFaults, 'badtid', 'oldtid', 'badproto', 'badlen', 'reset'] as const;
/** Beyond the table: a write answered with another value, registers that are not there. */
export type FaultKind = (typeof asciiFaults)[number] | (typeof tcpFaults)[number] | 'wrongvalue' | 'noregister';
export type Framing = 'rtu' | 'ascii' | 'tcp';

/** A request as the device got it. */
export interface Asked {
  /** Unit and PDU. */
  readonly body: Buffer;
  /** All of it as it came, for the echo. */
  readonly frame: Buffer;
  readonly transactionId: number;
}

/** What the device does: bytes after a time, or the end of the connection. `busy`: it answers nobody else meanwhile. */
export type Step =
  | { readonly afterMs: number; readonly busy: boolean; readonly bytes: Buffer }
  | { readonly afterMs: number; readonly busy: boolean; readonly reset: true };

export function framed(framing: Framing, transactionId: number, body: Buffer): Buffer {
  if (framing === 'rtu') {
    const crc = crcOf(body);
    return Buffer.concat([body, Buffer.from([crc & 0xff, crc >> 8])]);
  }
  if (framing === 'ascii') {
    const sum = body.reduce((all, byte) => all + byte, 0);
    const hex = [...body, (256 - (sum % 256)) % 256].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    // As ABL answers.
    return Buffer.from(`>${hex.toUpperCase()}\r\n`);
  }
  const header = Buffer.from([transactionId >> 8, transactionId & 0xff, 0, 0, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([header, body]);
}

/** The true reply: values of the image, or the repetition of a write. */
export function trueReply(body: Buffer): Buffer {
  const functionCode = body[1] ?? 0;
  if (functionCode > 4) return Buffer.from(body.subarray(0, 6));
  return readReply(body[0] ?? 0, functionCode, body.readUInt16BE(2), body.readUInt16BE(4));
}

/** The steps of one answer with a fault, or without one. `reply`: unit and PDU of the true reply, where a real device gave it. */
export function answer(
  framing: Framing,
  asked: Asked,
  fault: FaultKind | undefined,
  { timeoutMs, random, reply }: { timeoutMs: number; random: Random; reply?: Buffer },
): Step[] {
  const { body, transactionId } = asked;
  const frame = framed(framing, transactionId, reply ?? trueReply(body));
  const now = (...parts: Buffer[]): Step[] => [{ afterMs: 0, busy: true, bytes: Buffer.concat(parts) }];
  const after = (afterMs: number, bytes: Buffer, busy = true): Step => ({ afterMs, busy, bytes });
  const withBody = (changed: Buffer): Step[] => now(framed(framing, transactionId, changed));
  switch (fault) {
    case undefined:
      return now(frame);
    case 'late':
      return [after(1.5 * timeoutMs, frame)];
    case 'late2':
      return [after(2.2 * timeoutMs, frame)];
    case 'swallow':
      return [];
    case 'dup':
      return [after(0, frame), after(3, frame, false)];
    case 'duplicate':
      return now(frame, frame);
    case 'garbage':
      return now(random.bytes(3), frame);
    case 'noise':
      return now(frame, random.bytes(4));
    case 'trunc':
      return now(frame.subarray(0, frame.length >> 1));
    case 'split':
      return [after(0, frame.subarray(0, 4)), after(0.6 * timeoutMs, frame.subarray(4))];
    case 'exc':
      return withBody(Buffer.from([body[0] ?? 0, (body[1] ?? 0) | 0x80, 6]));
    case 'noregister':
      return withBody(Buffer.from([body[0] ?? 0, (body[1] ?? 0) | 0x80, 2]));
    case 'wrongvalue':
      return withBody(changed(trueReply(body), 5, (body[5] ?? 0) ^ 1));
    case 'short':
      return withBody(resized(body, () => 1));
    case 'long':
      return withBody(resized(body, (quantity) => quantity + ((body[1] ?? 0) <= 2 ? 8 : 1)));
    case 'wrongunit':
      return withBody(trueReply(changed(body, 0, otherUnit(body))));
    case 'wrongfc':
      return withBody(trueReply(changed(body, 1, otherFunction(body))));
    case 'otherunit':
      return now(framed(framing, transactionId, trueReply(changed(body, 0, otherUnit(body)))), frame);
    case 'echo':
      return now(asked.frame, frame);
    case 'badcrc':
      // The last digit of the LRC stays a digit: 0 and 1, 2 and 3 … change places.
      return framing === 'ascii'
        ? now(changed(frame, frame.length - 3, (frame.at(-3) ?? 0) ^ (frame.at(-3) === 0x46 ? 7 : 1)))
        : now(changed(frame, frame.length - 1, (frame.at(-1) ?? 0) ^ 0x55));
    case 'colon':
      return now(changed(frame, 0, 0x3a));
    case 'smallletters':
      return now(Buffer.from(frame.toString('latin1').toLowerCase()));
    case 'slow':
      return [0, 1, 2, 3].map((part) => after(0.45 * part * timeoutMs, quarter(frame, part)));
    case 'cutstart':
      return now(frame.subarray(1));
    case 'badtid':
      return now(framed(framing, (transactionId + 1 + random.below(60_000)) & 0xffff, elsewhere(body)));
    case 'oldtid':
      return now(framed(framing, (transactionId - 1) & 0xffff, elsewhere(body)));
    case 'badproto':
      return now(changed(frame, 3, 7));
    case 'badlen':
      return now(changed(frame, 4, 3));
    case 'reset':
      return [{ afterMs: 0, busy: true, reset: true }];
  }
}

function changed(bytes: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = byte;
  return copy;
}

function quarter(frame: Buffer, part: number): Buffer {
  const length = Math.ceil(frame.length / 4);
  return frame.subarray(part * length, (part + 1) * length);
}

/** Units 1, 2 and 3 are polled: the wrong one is one of those, the worst case. */
const otherUnit = (body: Buffer): number => ((body[0] ?? 0) % 3) + 1;
const otherFunction = (body: Buffer): number => [0, 2, 1, 4, 3][body[1] ?? 0] ?? (body[1] ?? 0) ^ 3;

/** The values of another place: what a reply to an older request holds. */
function elsewhere(body: Buffer): Buffer {
  return trueReply(changed(body, 3, (body[3] ?? 0) ^ 0x11));
}

function resized(body: Buffer, quantityOf: (quantity: number) => number): Buffer {
  const functionCode = body[1] ?? 0;
  if (functionCode > 4) return trueReply(body);
  return readReply(body[0] ?? 0, functionCode, body.readUInt16BE(2), quantityOf(body.readUInt16BE(4)));
}
