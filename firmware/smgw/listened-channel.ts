import type { ChannelStatus } from '../domain/channel.ts';
import { asFault, ChannelFault, channelErrorOf } from './channel-fault.ts';
import type { Dialled } from './dial.ts';
import type { HandedStream } from './hand-over.ts';
import { keepStream } from './kept-stream.ts';
import type { ListenPort, PortMember } from './listen-port.ts';
import type { ChannelSetup } from './messages.ts';
import { readPins } from './peer-check.ts';
import type { ChannelSurroundings, RunningChannel } from './running-channel.ts';
import { ToldStatus } from './told-status.ts';

const sameRefusalMs = 10_000;

/** HKS4, HKS5: waits for the gateway to dial. One stream at a time: a second one displaces the first. */
export class ListenedChannel implements RunningChannel {
  readonly #setup: ChannelSetup;
  readonly #with: ChannelSurroundings;
  readonly #port: { join(member: PortMember): void; leave(member: PortMember): void };
  readonly #told: ToldStatus;
  #member: PortMember | undefined;
  #stream: HandedStream | undefined;
  /** By code; there are a dozen of them. */
  readonly #refused = new Map<string, { readonly toldMs: number; untold: number }>();
  #stopped = false;
  #cancelRetry = (): void => undefined;

  /** `port` is the one of the setup's endpoint, shared with the other channels on it. */
  constructor(setup: ChannelSetup, surroundings: ChannelSurroundings, port: Pick<ListenPort, 'join' | 'leave'>) {
    this.#setup = setup;
    this.#with = surroundings;
    this.#port = port;
    this.#told = new ToldStatus(setup, surroundings);
    this.#join();
  }

  status(): ChannelStatus {
    return this.#told.current();
  }

  refresh(): void {
    this.#told.refresh();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry();
    if (this.#member !== undefined) this.#port.leave(this.#member);
    this.#stream?.close(undefined);
  }

  #join(): void {
    try {
      const member = this.#memberOf(readPins(this.#setup.peers));
      this.#port.join(member);
      this.#member = member;
    } catch (error) {
      const { refusedRetryMs } = this.#with.timing;
      this.#wait(asFault(error, 'config'), refusedRetryMs);
      this.#cancelRetry = this.#with.timers.after(refusedRetryMs, () => this.#join());
    }
  }

  #memberOf(pins: ReadonlySet<string>): PortMember {
    return {
      setup: this.#setup,
      pins,
      listening: () => this.#told.tell({ status: 'up', retryAt: null, connections: 0, tls: null, lastError: null }),
      cannotListen: (fault, delayMs) => this.#wait(fault, delayMs),
      refused: (fault) => this.#noteSeldom(fault),
      taken: (stream) => this.#take(stream),
    };
  }

  #take(dialled: Dialled): void {
    const { id } = this.#setup;
    const displaced = this.#stream;
    displaced?.close(
      new ChannelFault('stream', 'displaced', 'A second connection of the same gateway took the place of the first.'),
    );
    const stream = keepStream(dialled, id, this.#with, {
      onUp: (connection) => {
        this.#with.log('info', 'channel is up', { channel: id, connection, ...dialled.tls });
        // That one was displaced stays to be seen.
        this.#told.tell({ connections: 1, tls: dialled.tls, ...(displaced === undefined ? { lastError: null } : {}) });
      },
      onClosed: (fault) => {
        if (this.#stream === stream) this.#stream = undefined;
        if (this.#stopped) return;
        if (fault !== undefined) this.#note(fault);
        this.#told.tell({ connections: 0, tls: null });
      },
    });
    this.#stream = stream;
  }

  /** Anybody on the HAN can be refused as often as he likes: the same fault is told once in a while, with how often. */
  #noteSeldom(fault: ChannelFault): void {
    const nowMs = this.#with.clock.monotonicMs();
    const before = this.#refused.get(fault.code);
    if (before !== undefined && nowMs - before.toldMs < sameRefusalMs) {
      before.untold += 1;
      return;
    }
    const untold = before?.untold ?? 0;
    this.#refused.set(fault.code, { toldMs: nowMs, untold: 0 });
    this.#note(fault, untold === 0 ? {} : { untold });
  }

  #note(fault: ChannelFault, facts: Readonly<Record<string, unknown>> = {}): void {
    const { layer, code, message } = fault;
    this.#with.log('warn', message, { channel: this.#setup.id, layer, code, ...facts });
    this.#told.tell({ lastError: channelErrorOf(fault, this.#with.clock.wallMs()) });
  }

  #wait(fault: ChannelFault, delayMs: number): void {
    this.#note(fault);
    const retryAt = new Date(this.#with.clock.wallMs() + delayMs).toISOString();
    this.#told.tell({ status: 'waiting', retryAt, connections: 0, tls: null });
  }
}
