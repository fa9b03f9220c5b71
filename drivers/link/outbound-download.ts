import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OutboundError } from './outbound-error.ts';
import { answeredStatus, described, type Exchange, openRequest } from './outbound-exchange.ts';
import { nameOf } from './outbound-url.ts';
import type { Timers } from './timers.ts';

/** A download ends when it is larger, stops for longer or takes longer than this (contracts §7). */
export interface DownloadBounds {
  readonly maxBytes: number;
  /** Until the head of the answer is there, and between two parts of its body. */
  readonly stallMs: number;
  readonly totalMs: number;
}

/** An update bundle: 512 MiB, one minute without a byte, half an hour in all. */
export const bundleBounds: DownloadBounds = { maxBytes: 512 * 1024 * 1024, stallMs: 60_000, totalMs: 30 * 60_000 };

export interface Download {
  /** What the server says it sends. */
  readonly sizeBytes: number | undefined;
  /** Fails with an OutboundError when a bound is reached. */
  readonly body: Readable;
}

export interface DownloadParts {
  readonly timers: Timers;
  readonly bounds: DownloadBounds;
  /** Ends the exchange whose signal this is. */
  readonly abort: (why: OutboundError) => void;
}

/**
 * One GET whose body goes to `take` as it comes; resolves with what that gives. Rejects with an OutboundError, or with what
 * `take` rejects with.
 */
export async function download<T>(
  asked: Exchange,
  parts: DownloadParts,
  take: (answer: Download) => Promise<T>,
): Promise<T> {
  const { timers, bounds, abort } = parts;
  const where = nameOf(asked.url.target);
  const late = (sentence: string) => () => abort(new OutboundError('timedOut', `${where} ${sentence}`));
  const endTotal = timers.after(
    bounds.totalMs,
    late(`has not sent everything within ${bounds.totalMs / 60_000} minutes`),
  );
  const stall = () => timers.after(bounds.stallMs, late(`has sent nothing for ${bounds.stallMs / 1000} s`));
  let endStall = stall();
  const alive = (): void => {
    endStall();
    endStall = stall();
  };
  const request = openRequest(asked);
  try {
    const response = await head(request, where, asked.signal);
    const status = answeredStatus(response, where);
    if (status !== 200) throw new OutboundError('badAnswer', `${where} answered ${status} and not with a file`);
    const sizeBytes = lengthOf(response.headers['content-length']);
    const tooLarge = () =>
      new OutboundError('answerTooLarge', `The answer of ${where} is larger than ${bounds.maxBytes} bytes`);
    if (sizeBytes !== undefined && sizeBytes > bounds.maxBytes) throw tooLarge();
    let bytes = 0;
    const body = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        alive();
        bytes += chunk.length;
        if (bytes > bounds.maxBytes) done(tooLarge());
        else done(null, chunk);
      },
    });
    const flow = pipeline(response, body, { signal: asked.signal });
    // Told below, by what the body ended with.
    flow.catch(() => undefined);
    try {
      const taken = await take({ sizeBytes, body });
      await flow;
      return taken;
    } catch (error) {
      throw body.errored === null ? error : brokenOff(body.errored, where, asked.signal);
    }
  } finally {
    endTotal();
    endStall();
    request.destroy();
  }
}

function head(request: ClientRequest, where: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('error', (error) => reject(signal.aborted ? signal.reason : described(error, where)));
    request.once('response', resolve);
    request.end();
  });
}

function brokenOff(error: Error, where: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof OutboundError) return error;
  return new OutboundError('unreachable', `The download from ${where} broke off; try again`, error);
}

const lengthOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
