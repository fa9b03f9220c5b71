import type { ChannelStatus } from '../domain/channel.ts';
import { certificateTime } from './certificate-time.ts';
import { asFault, ChannelFault, channelErrorOf } from './channel-fault.ts';
import { type Dialled, dial } from './dial.ts';
import { type HandedStream, handOver } from './hand-over.ts';
import type { ChannelSetup } from './messages.ts';
import { afterFailure, afterStream, noTries, type Tries } from './retry.ts';
import type { ChannelSurroundings, RunningChannel } from './running-channel.ts';
import { limitSession } from './session-limit.ts';

/** HKS3: dials the gateway, hands the stream over, and dials again whenever that fails or ends. */
export class DialledChannel implements RunningChannel {
  readonly #setup: ChannelSetup;
  readonly #with: ChannelSurroundings;
  readonly #stopped = new AbortController();
  #tries: Tries = noTries;
  #status: ChannelStatus;
  #stream: HandedStream | undefined;
  #cancelRetry = (): void => undefined;
  #cancelLimit = (): void => undefined;

  constructor(setup: ChannelSetup, surroundings: ChannelSurroundings) {
    this.#setup = setup;
    this.#with = surroundings;
    this.#status = {
      ...{ status: 'connecting', retryAt: null, lastError: null, connections: 0, tls: null },
      since: this.#now(),
      experimental: setup.addressing === 'sni',
    };
    this.#connect();
  }

  status(): ChannelStatus {
    return this.#status;
  }

  stop(): void {
    this.#stopped.abort();
    this.#cancelRetry();
    this.#cancelLimit();
    this.#stream?.close(undefined);
  }

  #connect(): void {
    const { capabilities, timing, clock, timers } = this.#with;
    const identity = this.#setup.identities[this.#tries.identity % Math.max(1, this.#setup.identities.length)];
    this.#tell({ status: 'connecting', retryAt: null, connections: 0, tls: null });
    if (identity === undefined) {
      this.#failed(noIdentity());
      return;
    }
    dial(this.#setup, identity, { capabilities, timing, clock, timers, signal: this.#stopped.signal }).then(
      (dialled) => this.#hand(dialled),
      (error) => this.#failed(asFault(error, 'tls')),
    );
  }

  #hand({ socket, tls }: Dialled): void {
    if (this.#stopped.signal.aborted) {
      socket.destroy();
      return;
    }
    const { clock, timing, timers, socketPath, log } = this.#with;
    const { id } = this.#setup;
    const connectionId = this.#with.newConnectionId();
    let upAtMs: number | undefined;
    const stream = handOver(
      socket,
      { channelId: id, connectionId, peerSha256: tls.peerSha256 },
      {
        ...{ socketPath, stepMs: timing.stepMs, timers },
        onUp: () => {
          upAtMs = clock.monotonicMs();
          log('info', 'channel is up', { channel: id, connection: connectionId, ...tls });
          this.#tell({ status: 'up', retryAt: null, connections: 1, tls, lastError: null });
        },
        onClosed: (fault) => {
          this.#cancelLimit();
          this.#stream = undefined;
          this.#ended(fault, upAtMs);
        },
      },
    );
    this.#stream = stream;
    const { monotonicMs } = clock;
    this.#cancelLimit = limitSession({ timing, monotonicMs, timers, bytes: stream.bytes }, () =>
      stream.close(undefined),
    );
  }

  /** A fault of `undefined` is a renewal: at once. */
  #ended(fault: ChannelFault | undefined, upAtMs: number | undefined): void {
    if (this.#stopped.signal.aborted) return;
    if (fault === undefined) this.#connect();
    else if (upAtMs === undefined) this.#failed(fault);
    else {
      const { clock, random, timing } = this.#with;
      const { tries, delayMs } = afterStream(this.#tries, clock.monotonicMs() - upAtMs, random(), timing);
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
    log('warn', message, { channel: this.#setup.id, layer, code, retryInS: Math.round(delayMs / 1000) });
    this.#tell({
      ...{ status: 'waiting', connections: 0, tls: null },
      retryAt: new Date(nowMs + delayMs).toISOString(),
      lastError: channelErrorOf(fault, nowMs),
    });
    this.#cancelRetry = timers.after(delayMs, () => this.#connect());
  }

  #tell(change: Partial<ChannelStatus>): void {
    const since = change.status === this.#status.status ? this.#status.since : this.#now();
    const timeUnsynced = certificateTime(this.#with.clock) === undefined;
    this.#status = { ...this.#status, ...change, since, timeUnsynced };
    this.#with.onStatus(this.#setup.id, this.#status);
  }

  #now(): string {
    return new Date(this.#with.clock.wallMs()).toISOString();
  }
}

const noIdentity = (): ChannelFault =>
  new ChannelFault('config', 'noCertificate', 'The channel has no certificate of this box; choose or make one.');
