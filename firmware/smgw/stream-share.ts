import { maxStationStreams } from '../domain/channel-stream.ts';
import { ChannelFault } from './channel-fault.ts';

/** So often in a row a new stream must have cost the one before: once may be chance. */
const surelyTimes = 3;
/** The one before is closed within this time after the new one is up, where not before. */
const soonMs = 1000;
/** A gateway may have been set otherwise since. */
const believedMs = 3_600_000;

const fewer = 'Let one station stand for several charge points, or use a second channel.';

/**
 * How many streams a channel may have. Some gateways keep one connection of a box and close the one before when a new one
 * comes: there two stations would cut each other off for ever, so the one that is up keeps its place.
 */
export class StreamShare {
  #losses = 0;
  #lastUpMs = Number.NEGATIVE_INFINITY;
  #besideAnother = false;
  #inARow = 0;
  #onlyOneUntilMs = Number.NEGATIVE_INFINITY;

  /** Why there may be no stream beside `count` others. */
  faultFor(count: number, nowMs: number): ChannelFault | undefined {
    if (count >= 1 && nowMs < this.#onlyOneUntilMs)
      return new ChannelFault(
        'config',
        'gatewayKeepsOne',
        `The gateway closes a stream when another one comes, so this channel carries one at a time. ${fewer}`,
      );
    if (count >= maxStationStreams)
      return new ChannelFault('config', 'tooManyStreams', `The channel has ${count} streams already. ${fewer}`);
    return undefined;
  }

  /** A stream is begun; what this gives is for its `cameUp`. */
  began(): number {
    return this.#losses;
  }

  /** `others`: that are up beside it. */
  cameUp(begun: number, others: number, nowMs: number): void {
    // The one that came up last stood beside another for long enough.
    if (this.#besideAnother) this.#inARow = 0;
    this.#lastUpMs = nowMs;
    this.#besideAnother = others > 0;
    if (others === 0 && this.#losses > begun) this.#count(nowMs);
  }

  /** The far end has ended a stream; `left`: that are still up. */
  lost(left: number, nowMs: number): void {
    this.#losses += 1;
    if (!this.#besideAnother || left !== 1 || nowMs - this.#lastUpMs > soonMs) return;
    this.#besideAnother = false;
    this.#count(nowMs);
  }

  #count(nowMs: number): void {
    this.#inARow += 1;
    if (this.#inARow < surelyTimes) return;
    this.#inARow = 0;
    this.#onlyOneUntilMs = nowMs + believedMs;
  }

  /** A fault of a stream that could not be had while others are up: the gateway may allow no more. */
  told(fault: ChannelFault, others: number): ChannelFault {
    if (others === 0 || fault.layer === 'config') return fault;
    const stay = others === 1 ? 'Another stream of this channel stays' : `${others} other streams of this channel stay`;
    return new ChannelFault(
      fault.layer,
      fault.code,
      `${fault.message} ${stay} up: the gateway may allow no more. ${fewer}`,
      fault,
    );
  }
}
