import type { ChannelStatus, ChannelTest } from '../domain/channel.ts';
import type { ChannelHost, ChannelSetup } from '../domain/channel-setup.ts';
import { NetwachtError } from '../domain/errors.ts';
import type { SmgwHost } from './host.ts';

/** Starts the smgw process with the first channel: a house without a gateway spares its memory. */
export class SmgwHostWhenNeeded implements ChannelHost {
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
