import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Throttled } from '../refusal.ts';

export interface ChannelRate {
  /** Requests per `durationS`, in one burst if need be. */
  readonly requests: number;
  readonly durationS: number;
}

/** An operator sends a few values a minute; 20 a second, 200 at once, are far above what any of them needs. */
export const defaultRate: ChannelRate = { requests: 200, durationS: 10 };

/** Bounds the requests of each channel, whatever streams they come on (S26). */
export class ChannelThrottle {
  readonly #requests: RateLimiterMemory;

  constructor({ requests, durationS }: ChannelRate) {
    this.#requests = new RateLimiterMemory({ points: requests, duration: durationS });
  }

  /** Throws `Throttled` (429). */
  async admit(channelId: string): Promise<void> {
    try {
      await this.#requests.consume(channelId);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new Throttled(
        refused.msBeforeNext / 1000,
        'This channel sends too many requests; wait before the next one',
      );
    }
  }
}
