import { holdsOtherAsciiFrame, isUnfinished, scanAscii, withLrc } from './ascii-scan.ts';
import { withCrc } from './crc16.ts';
import type { ExpectedReply } from './reply.ts';
import { holdsOtherFrame, scanRtu } from './rtu-scan.ts';

/** What the bytes received since the request hold. `echo`: the request itself came back before the answer. */
export type FrameScan =
  | { readonly kind: 'reply'; readonly body: Buffer; readonly end: number; readonly echo: boolean }
  | { readonly kind: 'exception'; readonly code: number; readonly end: number; readonly echo: boolean }
  | { readonly kind: 'nothing'; readonly echo: boolean };

export interface RequestOnLine {
  /** The whole frame as sent, check included. */
  readonly frame: Buffer;
  readonly expected: ExpectedReply;
  /**
   * Whether bytes equal to the request are its echo. On a line whose adapter does not echo they are the reply to a
   * write of one value; for a read they are never a reply.
   */
  readonly mayEcho: boolean;
}

/** How unit and PDU stand on a serial line: what is around them, and how an answer is found among bytes. */
export interface Framing {
  /** `body` (unit and PDU) as it goes over the line. */
  wrap(body: Uint8Array): Buffer;
  /** Characters of a frame whose body has this many bytes. */
  lengthOf(bodyLength: number): number;
  /** The one acceptable answer among the bytes received since the request. */
  scan(bytes: Buffer, request: RequestOnLine): FrameScan;
  /** Whether the bytes hold a whole frame of somebody, just not the answer. */
  holdsOther(bytes: Buffer): boolean;
  /** Whether the bytes end within a frame whose rest may still come. Always false where silence ends a frame. */
  isUnfinished(bytes: Buffer): boolean;
  /** More than two of the longest frames: what else comes in one exchange is babble. */
  readonly mostBytes: number;
  /** A longer gap between two characters ends a frame that had begun; undefined where frames have no such gap. */
  readonly gapWithinMs: number | undefined;
}

/** Binary, with a CRC. */
export const rtuFraming: Framing = {
  wrap: withCrc,
  lengthOf: (bodyLength) => bodyLength + 2,
  scan: scanRtu,
  holdsOther: holdsOtherFrame,
  isUnfinished: () => false,
  mostBytes: 600,
  gapWithinMs: undefined,
};

/** Hex digits between a start character and CR LF, with an LRC (Modbus over serial line 1.02, 2.5.2). */
export const asciiFraming: Framing = {
  wrap: withLrc,
  lengthOf: (bodyLength) => 2 * bodyLength + 5,
  scan: scanAscii,
  holdsOther: holdsOtherAsciiFrame,
  isUnfinished,
  mostBytes: 1_200,
  gapWithinMs: 1_000,
};
