import type { ChannelStatus } from '../domain/channel.ts';
import { certificateTime } from './certificate-time.ts';
import type { ChannelSetup } from './messages.ts';
import type { ChannelSurroundings } from './running-channel.ts';

/** What a channel is at the moment; every change is told. */
export class ToldStatus {
  readonly #id: string;
  readonly #with: ChannelSurroundings;
  #status: ChannelStatus;

  constructor(setup: ChannelSetup, surroundings: ChannelSurroundings) {
    this.#id = setup.id;
    this.#with = surroundings;
    this.#status = {
      ...{ status: 'connecting', retryAt: null, lastError: null, connections: 0, tls: null },
      since: this.#now(),
      experimental: setup.scenario !== 'HKS3' || setup.addressing === 'sni',
    };
  }

  current(): ChannelStatus {
    return this.#status;
  }

  tell(change: Partial<ChannelStatus>): void {
    const same = change.status === undefined || change.status === this.#status.status;
    const timeUnsynced = certificateTime(this.#with.clock) === undefined;
    this.#status = { ...this.#status, ...change, since: same ? this.#status.since : this.#now(), timeUnsynced };
    this.#with.onStatus(this.#id, this.#status);
  }

  /** Told again when the clock was set meanwhile. */
  refresh(): void {
    if (this.#status.timeUnsynced !== (certificateTime(this.#with.clock) === undefined)) this.tell({});
  }

  #now(): string {
    return new Date(this.#with.clock.wallMs()).toISOString();
  }
}
