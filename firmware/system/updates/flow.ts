import type { Readable } from 'node:stream';
import { NetwachtError } from '../../domain/errors.ts';

export interface BodyFlow {
  /** What the sender says that comes; undefined: he does not say. */
  readonly sizeBytes: number | undefined;
  /** Fewer bytes within `floorMs` are too slow. */
  readonly floorBytes: number;
  readonly floorMs: number;
  readonly totalMs: number;
}

/**
 * Hands the parts of a body on, one after the other. Resolves at its end. Rejects with what `take` rejects with, `cutShort`,
 * `tooSlow`; the body is then left alone where it is, so that its sender can still be answered.
 */
export function flowInto(body: Readable, flow: BodyFlow, take: (chunk: Buffer) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let before = 0;
    let over = false;
    let taken: Promise<void> = Promise.resolve();
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      clearInterval(floor);
      clearTimeout(total);
      body.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
      // Whoever reads the rest for the answer's sake must not meet an error that nobody hears.
      body.on('error', () => undefined).pause();
      settle();
    };
    const fail = (error: unknown): void => end(() => reject(error));
    let isTaking = false;
    const floor = setInterval(() => {
      // While a slow disk takes a part, the sender cannot send.
      if (!isTaking && bytes - before < flow.floorBytes) fail(tooSlow(bytes, flow));
      before = bytes;
    }, flow.floorMs).unref();
    const total = setTimeout(() => fail(tooSlow(bytes, flow)), flow.totalMs).unref();
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      body.pause();
      isTaking = true;
      taken = take(chunk);
      taken.then(() => {
        isTaking = false;
        if (!over) body.resume();
      }, fail);
    };
    let ended = false;
    const onEnd = (): void => {
      if (ended) return;
      ended = true;
      if (flow.sizeBytes !== undefined && bytes < flow.sizeBytes) fail(cutShort(bytes, flow));
      // A stream may end before its last part has been taken.
      else taken.then(() => end(resolve), fail);
    };
    const onCut = (cause?: unknown): void => {
      // Who has sent all that he said may leave.
      if (bytes === flow.sizeBytes) onEnd();
      else if (!ended) fail(cutShort(bytes, flow, cause));
    };
    body.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
    // A body whose sender has left before anybody listened says nothing more.
    if (body.destroyed && !body.readableEnded) onCut(body.errored);
  });
}

const told = (bytes: number, { sizeBytes }: BodyFlow): string =>
  sizeBytes === undefined ? `after ${bytes} bytes` : `after ${bytes} of ${sizeBytes} bytes`;
const cutShort = (bytes: number, flow: BodyFlow, cause?: unknown): NetwachtError =>
  new NetwachtError('cutShort', `The bundle was cut short ${told(bytes, flow)}; nothing was kept of it`, { cause });
const tooSlow = (bytes: number, flow: BodyFlow): NetwachtError =>
  new NetwachtError('tooSlow', `The bundle came too slowly and was given up ${told(bytes, flow)}`);
