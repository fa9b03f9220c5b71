import { type ExpectedReply, exceptionLength } from './reply.ts';

/** A reply older than this many requests has found its way out of any device. */
const remembered = 64;
/** Transaction id, protocol 0, length below 256. */
const mbapLength = 6;

/**
 * How the replies to the last requests of a connection begin. Modbus TCP has no CRC: a frame that was cut off and then
 * filled up by an older reply would pass for whole. The older reply inside it gives it away.
 */
export class SentRequests {
  /** By transaction id, the oldest first. */
  readonly #expected = new Map<number, ExpectedReply>();

  note(transactionId: number, expected: ExpectedReply): void {
    this.#expected.delete(transactionId);
    this.#expected.set(transactionId, expected);
    if (this.#expected.size <= remembered) return;
    for (const oldest of this.#expected.keys()) {
      this.#expected.delete(oldest);
      return;
    }
  }

  forget(): void {
    this.#expected.clear();
  }

  /** Whether a reply to one of the requests begins somewhere in `body`. Runs with every reply, so nothing is made here. */
  hidesReply(body: Buffer): boolean {
    for (let at = 0; at + mbapLength + 2 <= body.length; at++) {
      if (body[at + 2] !== 0 || body[at + 3] !== 0 || body[at + 4] !== 0) continue;
      const expected = this.#expected.get(((body[at] ?? 0) << 8) | (body[at + 1] ?? 0));
      if (expected !== undefined && beginsAt(body, at + mbapLength, expected)) return true;
    }
    return false;
  }

  /** Whether `bytes`, as far as they go, begin a reply to one of the requests; nothing at all does too. */
  mayBegin(bytes: Buffer): boolean {
    if (bytes.length === 0) return this.#expected.size > 0;
    for (const [transactionId, { header, length }] of this.#expected) {
      const [unitId = 0, functionCode = 0] = header;
      if (agree(bytes, opening(transactionId, length, header))) return true;
      if (agree(bytes, opening(transactionId, exceptionLength, Buffer.from([unitId, functionCode | 0x80]))))
        return true;
    }
    return false;
  }
}

/** Whether unit and PDU of the reply or of an exception begin at `at`, the length standing before them. */
function beginsAt(body: Buffer, at: number, { header, length }: ExpectedReply): boolean {
  const said = body[at - 1];
  if (said === exceptionLength && body[at] === header[0] && body[at + 1] === ((header[1] ?? 0) | 0x80)) return true;
  if (said !== length || at + header.length > body.length) return false;
  return header.compare(body, at, at + header.length) === 0;
}

function opening(transactionId: number, length: number, header: Buffer): Buffer {
  return Buffer.concat([Buffer.from([transactionId >> 8, transactionId & 0xff, 0, 0, 0, length]), header]);
}

function agree(bytes: Buffer, known: Buffer): boolean {
  const length = Math.min(bytes.length, known.length);
  return bytes.subarray(0, length).equals(known.subarray(0, length));
}
