import type { ChannelStatus, ChannelTest } from '../domain/channel.ts';
import type { ChannelHost, ChannelSetup } from '../domain/channel-setup.ts';
import type { ChannelStreamHost, StreamResult, StreamWish } from '../domain/channel-stream.ts';
import { NetwachtError } from '../domain/errors.ts';
import type { SmgwHost } from './host.ts';

/** Starts the smgw process with the first channel: a house without a gateway spares its memory. */
export class SmgwHostWhenNeeded implements ChannelHost, ChannelStreamHost {
  readonly #start: () => SmgwHost;
  #host: SmgwHost | undefined;
  #stopped = false;

  constructor(start: () => SmgwHost) {
    this.#start = start;
  }

  configure(channels: readonly ChannelSetup[]): void {
    if (channels.length > 0) this.#running();
    this.#host?.configure(channels);
  }

  status(id: string): ChannelStatus | undefined {
    return this.#host?.statuses().get(id);
  }

  async test(channel: ChannelSetup): Promise<ChannelTest> {
    return this.#running().test(channel);
  }

  async openStream(wish: StreamWish): Promise<StreamResult> {
    if (this.#host !== undefined && !this.#stopped) return this.#host.openStream(wish);
    const message = `There is no gateway channel ${wish.channelId}, or it is off.`;
    return { ok: false, where: 'channel', layer: 'config', code: 'off', message };
  }

  cancelStream(streamId: string): void {
    this.#host?.cancelStream(streamId);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#host?.stop();
  }

  #running(): SmgwHost {
    if (this.#stopped) throw new NetwachtError('smgwDown', 'The program is ending');
    this.#host ??= this.#start();
    return this.#host;
  }
}
