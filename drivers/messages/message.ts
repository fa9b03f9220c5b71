import { NetwachtError } from '../../firmware/domain/errors.ts';
import type { Value } from '../device/value-codec.ts';

/** One message of a product, whole, as it came. */
export interface Message {
  /** The request or topic of the definition that it belongs to; `undefined` where there is one stream. */
  readonly in: string | undefined;
  readonly bytes: Buffer;
  /** Monotonic; of the request where it was asked for, of its arrival where it was sent unasked. */
  readonly atMs: number;
}

/** What a message says of every value that stands in it; `undefined`: it says that there is none. */
export type MessageValues = ReadonlyMap<string, Value | undefined>;

/** Reads one message. Throws MessageError where the whole of it cannot be understood. */
export type MessageReader = (message: Pick<Message, 'in' | 'bytes'>) => MessageValues;

/** A message that cannot be read. */
export class MessageError extends NetwachtError {
  constructor(message: string, cause?: unknown) {
    super('badMessage', message, cause === undefined ? {} : { cause });
    this.name = 'MessageError';
  }
}
