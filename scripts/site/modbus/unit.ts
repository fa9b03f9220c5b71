import type { SerialPace } from './serial-pace.ts';

/** What stands behind one unit id. */
export interface ModbusUnit {
  /** The reply to a request, both without address, transaction id and check sum. `undefined` = it says nothing. */
  answer(pdu: Buffer): Buffer | undefined;
}

/** A bus: who answers at which unit id, and how long it takes. */
export interface Wire {
  readonly units: ReadonlyMap<number, ModbusUnit>;
  /** Thinking time before each reply, ms. */
  replyDelayMs: number;
  /** Set for a gateway with a real serial line behind it; absent = bytes take no time. */
  readonly pace?: SerialPace;
}

/** An exception reply (Modbus application protocol, section 7). */
export const exceptionReply = (functionCode: number, code: number): Buffer => Buffer.from([functionCode | 0x80, code]);

/** Something that listens and can be closed for good. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}
