import type { ChannelTest } from '../domain/channel.ts';
import type { StreamResult, StreamWish } from '../domain/channel-stream.ts';
import { defaultTiming } from './channel-timing.ts';
import { DialledChannel } from './dialled-channel.ts';
import { ListenPort } from './listen-port.ts';
import { ListenedChannel } from './listened-channel.ts';
import type { ChannelSetup, ChannelTiming } from './messages.ts';
import { OnDemandChannel } from './on-demand-channel.ts';
import type { ChannelSurroundings, RunningChannel } from './running-channel.ts';
import { tryChannel } from './try-channel.ts';

interface Held {
  readonly wanted: string;
  readonly running: RunningChannel;
}

/** The channels that are wanted, each kept running; what did not change is left alone. */
export class ChannelSet {
  readonly #surroundings: Omit<ChannelSurroundings, 'timing'>;
  readonly #held = new Map<string, Held>();
  readonly #ports = new Map<string, ListenPort>();
  #timing: ChannelTiming = defaultTiming;

  constructor(surroundings: Omit<ChannelSurroundings, 'timing'>) {
    this.#surroundings = surroundings;
  }

  configure(channels: readonly ChannelSetup[], timing: Partial<ChannelTiming> = {}): void {
    this.#timing = { ...defaultTiming, ...timing };
    const wanted = new Map(channels.map((setup) => [setup.id, setup]));
    for (const [id, { running, wanted: before }] of [...this.#held]) {
      const setup = wanted.get(id);
      if (setup !== undefined && this.#key(setup) === before) continue;
      running.stop();
      this.#held.delete(id);
    }
    for (const setup of channels) {
      if (this.#held.has(setup.id)) continue;
      this.#held.set(setup.id, { wanted: this.#key(setup), running: this.#start(setup) });
    }
  }

  refresh(): void {
    for (const { running } of this.#held.values()) running.refresh();
  }

  test(setup: ChannelSetup): Promise<ChannelTest> {
    return tryChannel(setup, this.#with(), this.#held.get(setup.id)?.running.status());
  }

  /** Never rejects. */
  async openStream(wish: StreamWish): Promise<StreamResult> {
    const running = this.#held.get(wish.channelId)?.running;
    if (running instanceof OnDemandChannel) return running.open(wish);
    return running === undefined
      ? noStream('off', `There is no gateway channel ${wish.channelId}, or it is off.`)
      : noStream('notDialled', 'OCPP needs a channel that this box dials (HKS3) and whose use is ocpp.');
  }

  cancelStream(streamId: string): void {
    for (const { running } of this.#held.values()) if (running instanceof OnDemandChannel) running.cancel(streamId);
  }

  stop(): void {
    this.configure([]);
  }

  #start(setup: ChannelSetup): RunningChannel {
    if (setup.scenario === 'HKS3')
      return setup.onDemand === true
        ? new OnDemandChannel(setup, this.#with())
        : new DialledChannel(setup, this.#with());
    const { host, port } = setup.endpoint;
    const key = `${host} ${port}`;
    const shared = this.#ports.get(key) ?? new ListenPort(setup.endpoint, this.#with());
    this.#ports.set(key, shared);
    return new ListenedChannel(setup, this.#with(), {
      join: (member) => shared.join(member),
      leave: (member) => {
        const empty = shared.leave(member);
        if (empty && this.#ports.get(key) === shared) this.#ports.delete(key);
        return empty;
      },
    });
  }

  #with(): ChannelSurroundings {
    return { ...this.#surroundings, timing: this.#timing };
  }

  #key(setup: ChannelSetup): string {
    return JSON.stringify([setup, this.#timing]);
  }
}

const noStream = (code: string, message: string): StreamResult => ({
  ...{ ok: false, where: 'channel', layer: 'config' },
  ...{ code, message },
});
