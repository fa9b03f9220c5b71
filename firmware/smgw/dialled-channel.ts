import type { ChannelStatus } from '../domain/channel.ts';
import { asFault, ChannelFault, channelErrorOf } from './channel-fault.ts';
import { type Dialled, dial } from './dial.ts';
import type { HandedStream } from './hand-over.ts';
import { keepStream } from './kept-stream.ts';
import type { ChannelSetup } from './messages.ts';
import { afterFailure, afterStream, endedWell, noTries, type Tries } from './retry.ts';
import type { ChannelSurroundings, RunningChannel } from './running-channel.ts';
import { ToldStatus } from './told-status.ts';

/** HKS3: dials the gateway, hands the stream over, and dials again whenever that fails or ends. */
export class DialledChannel implements RunningChannel {
  readonly #setup: ChannelSetup;
  readonly #with: ChannelSurroundings;
  readonly #told: ToldStatus;
  readonly #stopped = new AbortController();
  #tries: Tries = noTries;
  #stream: HandedStream | undefined;
  #cancelRetry = (): void => undefined;

  constructor(setup: ChannelSetup, surroundings: ChannelSurroundings) {
    this.#setup = setup;
    this.#with = surroundings;
    this.#told = new ToldStatus(setup, surroundings);
    this.#connect();
  }

  status(): ChannelStatus {
    return this.#told.current();
  }

  refresh(): void {
    this.#told.refresh();
  }

  stop(): void {
    this.#stopped.abort();
    this.#cancelRetry();
    this.#stream?.close(undefined);
  }

  #connect(): void {
    const { contexts, timing, clock, timers } = this.#with;
    const identity = this.#setup.identities[this.#tries.identity % Math.max(1, this.#setup.identities.length)];
    this.#told.tell({ status: 'connecting', retryAt: null, connections: 0, tls: null });
    if (identity === undefined) {
      this.#failed(noIdentity());
      return;
    }
    dial(this.#setup, identity, { contexts, timing, clock, timers, signal: this.#stopped.signal }).then(
      (dialled) => this.#hand(dialled),
      (error) => this.#failed(asFault(error, 'tls')),
    );
  }

  #hand(dialled: Dialled): void {
    if (this.#stopped.signal.aborted) {
      dialled.socket.destroy();
      return;
    }
    const { clock, log } = this.#with;
    const { tls } = dialled;
    let upAtMs: number | undefined;
    this.#stream = keepStream(dialled, this.#setup, this.#with, {
      onUp: (connection) => {
        upAtMs = clock.monotonicMs();
        log('info', 'channel is up', { channel: this.#setup.id, connection, ...tls });
        this.#told.tell({ status: 'up', retryAt: null, connections: 1, tls, lastError: null });
      },
      onClosed: (fault) => {
        const served = this.#stream?.carried() === true;
        this.#stream = undefined;
        this.#ended(fault, upAtMs, served);
      },
    });
  }

  /** A fault of `undefined` is a renewal: at once. */
  #ended(fault: ChannelFault | undefined, upAtMs: number | undefined, served: boolean): void {
    if (this.#stopped.signal.aborted) return;
    if (fault === undefined) this.#connect();
    else if (upAtMs === undefined) this.#failed(fault);
    else {
      const { clock, random, timing } = this.#with;
      const upMs = clock.monotonicMs() - upAtMs;
      const { tries, delayMs } = afterStream(this.#tries, fault, { upMs, served }, random(), timing);
      this.#wait(tries, delayMs, fault);
    }
  }

  #failed(fault: ChannelFault): void {
    if (this.#stopped.signal.aborted) return;
    const { random, timing } = this.#with;
    const { tries, delayMs } = afterFailure(this.#tries, fault, this.#setup.identities.length, random(), timing);
    this.#wait(tries, delayMs, fault);
  }

  #wait(tries: Tries, delayMs: number, fault: ChannelFault): void {
    const { clock, timers, log } = this.#with;
    this.#tries = tries;
    const nowMs = clock.wallMs();
    const { layer, code, message } = fault;
    log(endedWell(fault) ? 'info' : 'warn', message, {
      channel: this.#setup.id,
      layer,
      code,
      retryInS: Math.round(delayMs / 1000),
    });
    this.#told.tell({
      ...{ status: 'waiting', connections: 0, tls: null },
      retryAt: new Date(nowMs + delayMs).toISOString(),
      lastError: channelErrorOf(fault, nowMs),
    });
    this.#cancelRetry = timers.after(delayMs, () => this.#connect());
  }
}

const noIdentity = (): ChannelFault =>
  new ChannelFault('config', 'noCertificate', 'The channel has no certificate of this box; choose or make one.');
