import type { ChannelStatus } from '../domain/channel.ts';
import { asFault, ChannelFault, channelErrorOf } from './channel-fault.ts';
import type { Dialled } from './dial.ts';
import type { HandedStream } from './hand-over.ts';
import { keepStream } from './kept-stream.ts';
import type { ListenPort, PortMember } from './listen-port.ts';
import type { ChannelSetup } from './messages.ts';
import { readPins } from './peer-check.ts';
import type { ChannelSurroundings, RunningChannel } from './running-channel.ts';
import { SeldomLog } from './seldom-log.ts';
import { ToldStatus } from './told-status.ts';

/** HKS4, HKS5: waits for the gateway to dial. One stream at a time: a second one displaces the first. */
export class ListenedChannel implements RunningChannel {
  readonly #setup: ChannelSetup;
  readonly #with: ChannelSurroundings;
  readonly #port: { join(member: PortMember): void; leave(member: PortMember): void };
  readonly #told: ToldStatus;
  #member: PortMember | undefined;
  #stream: HandedStream | undefined;
  /** Anybody on the HAN can be refused, and the gateway can dial, as often as he likes. */
  readonly #events: SeldomLog;
  #stopped = false;
  #cancelRetry = (): void => undefined;

  /** `port` is the one of the setup's endpoint, shared with the other channels on it. */
  constructor(setup: ChannelSetup, surroundings: ChannelSurroundings, port: Pick<ListenPort, 'join' | 'leave'>) {
    this.#setup = setup;
    this.#with = surroundings;
    this.#port = port;
    this.#told = new ToldStatus(setup, surroundings);
    this.#events = new SeldomLog(surroundings.log, surroundings.clock);
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
      refused: (fault) => this.#refused(fault),
      taken: (stream) => this.#take(stream),
    };
  }

  #take(dialled: Dialled): void {
    const { id } = this.#setup;
    const displaced = this.#stream;
    displaced?.close(
      new ChannelFault('stream', 'displaced', 'A second connection of the same gateway took the place of the first.'),
    );
    const stream = keepStream(dialled, this.#setup, this.#with, {
      onUp: (connection) => {
        this.#events.tell('up', 'info', 'channel is up', { channel: id, connection, ...dialled.tls });
        // That one was displaced stays to be seen.
        this.#told.tell({ connections: 1, tls: dialled.tls, ...(displaced === undefined ? { lastError: null } : {}) });
      },
      onClosed: (fault) => {
        if (this.#stream === stream) this.#stream = undefined;
        if (this.#stopped) return;
        if (fault !== undefined) this.#ended(fault);
        this.#told.tell({ connections: 0, tls: null });
      },
    });
    this.#stream = stream;
  }

  /** A fault that is not told again leaves the status as it is, too. */
  #refused(fault: ChannelFault): void {
    if (this.#log(fault)) this.#show(fault);
  }

  #ended(fault: ChannelFault): void {
    this.#log(fault);
    this.#show(fault);
  }

  #log(fault: ChannelFault): boolean {
    const { layer, code, message } = fault;
    return this.#events.tell(code, 'warn', message, { channel: this.#setup.id, layer, code });
  }

  #show(fault: ChannelFault): void {
    this.#told.tell({ lastError: channelErrorOf(fault, this.#with.clock.wallMs()) });
  }

  #wait(fault: ChannelFault, delayMs: number): void {
    const { layer, code, message } = fault;
    this.#with.log('warn', message, { channel: this.#setup.id, layer, code });
    this.#show(fault);
    const retryAt = new Date(this.#with.clock.wallMs() + delayMs).toISOString();
    this.#told.tell({ status: 'waiting', retryAt, connections: 0, tls: null });
  }
}
