import { crc16, withCrc } from './crc16.ts';
import { listen, send } from './tcp-server.ts';
import type { Listening, Wire } from './unit.ts';

/** Longest RTU frame. */
const maxFrame = 256;

/** Serves a bus with RTU frames inside TCP on a loopback port; 0 = any free one. */
export async function serveRtuOverTcp(wire: Wire, port = 0): Promise<Listening> {
  return listen(port, (socket) => {
    const frames = new RequestFrames();
    const across = (bytes: Buffer, deliver: () => void): void =>
      wire.pace === undefined ? deliver() : wire.pace.carry(bytes.length, deliver);
    socket.on('data', (chunk) => {
      for (const frame of frames.feed(chunk)) {
        const reach = () => {
          const answer = answerRtu(wire, frame);
          if (answer !== undefined) across(answer, () => send(socket, answer, wire.replyDelayMs));
        };
        across(frame, reach);
      }
    });
  });
}

/** The reply to a whole request frame, check sum included; silence for a unit id nobody has. */
export function answerRtu(wire: Wire, frame: Buffer): Buffer | undefined {
  const unit = wire.units.get(frame[0] ?? 0);
  const answer = unit?.answer(frame.subarray(1, -2));
  return answer === undefined ? undefined : withCrc(Buffer.concat([frame.subarray(0, 1), answer]));
}

/** Finds whole request frames in a stream of bytes; slides over what has no valid check sum. */
export class RequestFrames {
  #pending = Buffer.alloc(0);

  feed(chunk: Buffer): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const frames: Buffer[] = [];
    while (this.#pending.length >= 8) {
      const length = requestLength(this.#pending);
      if (length !== undefined && this.#pending.length < length) break;
      if (length !== undefined && isIntact(this.#pending.subarray(0, length))) {
        frames.push(this.#pending.subarray(0, length));
        this.#pending = this.#pending.subarray(length);
      } else {
        this.#pending = this.#pending.subarray(1);
      }
    }
    return frames;
  }
}

function requestLength(bytes: Buffer): number | undefined {
  const functionCode = bytes[1] ?? 0;
  if (functionCode >= 1 && functionCode <= 6) return 8;
  if (functionCode !== 15 && functionCode !== 16) return undefined;
  const length = 9 + (bytes[6] ?? 0);
  return length <= maxFrame ? length : undefined;
}

function isIntact(frame: Buffer): boolean {
  const body = frame.subarray(0, -2);
  return crc16(body) === frame.readUInt16LE(frame.length - 2);
}
