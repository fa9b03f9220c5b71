import { type ExpectedReply, exceptionLength } from './reply.ts';

/** A reply older than this many requests has found its way out of any device. */
const remembered = 64;

interface Openings {
  readonly reply: Buffer;
  readonly exception: Buffer;
}

/**
 * How the replies to the last requests of a connection begin. Modbus TCP has no CRC: a frame that was cut off and then
 * filled up by an older reply would pass for whole. The older reply inside it gives it away.
 */
export class SentRequests {
  #openings: Openings[] = [];

  note(transactionId: number, expected: ExpectedReply): void {
    const [unitId = 0, functionCode = 0] = expected.header;
    this.#openings.push({
      reply: opening(transactionId, expected.length, expected.header),
      exception: opening(transactionId, exceptionLength, Buffer.from([unitId, functionCode | 0x80])),
    });
    if (this.#openings.length > remembered) this.#openings.shift();
  }

  forget(): void {
    this.#openings = [];
  }

  /** Whether a reply to one of the requests begins somewhere in `body`. */
  hidesReply(body: Buffer): boolean {
    return this.#openings.some((known) => body.includes(known.reply) || body.includes(known.exception));
  }

  /** Whether `bytes`, as far as they go, begin a reply to one of the requests; nothing at all does too. */
  mayBegin(bytes: Buffer): boolean {
    return this.#openings.some((known) => agree(bytes, known.reply) || agree(bytes, known.exception));
  }
}

function opening(transactionId: number, length: number, header: Buffer): Buffer {
  return Buffer.concat([Buffer.from([transactionId >> 8, transactionId & 0xff, 0, 0, 0, length]), header]);
}

function agree(bytes: Buffer, known: Buffer): boolean {
  const length = Math.min(bytes.length, known.length);
  return bytes.subarray(0, length).equals(known.subarray(0, length));
}
