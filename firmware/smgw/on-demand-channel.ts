import { clientTlsContext, openClientTls, TlsFault } from '../../drivers/link/client-tls.ts';
import type { ChannelStatus } from '../domain/channel.ts';
import type { InnerTls, StreamResult, StreamWish } from '../domain/channel-stream.ts';
import { asFault, ChannelFault, channelErrorOf } from './channel-fault.ts';
import { type Dialled, dial } from './dial.ts';
import type { HandedStream } from './hand-over.ts';
import { keepStream } from './kept-stream.ts';
import type { ChannelSetup } from './messages.ts';
import { afterFailure, noTries, type Tries } from './retry.ts';
import type { ChannelSurroundings, RunningChannel } from './running-channel.ts';
import { SeldomLog } from './seldom-log.ts';
import { StreamShare } from './stream-share.ts';
import { ToldStatus } from './told-status.ts';

/** A round trip through the gateway to the EMT and back. */
const settleMs = 1500;

/**
 * HKS3 for OCPP: dials the gateway for each stream that the main thread wishes, with TLS to the EMT inside where it is wished.
 * Who wished it tries again by himself; after a failure the gateway is left alone for the same pauses as by any channel.
 */
export class OnDemandChannel implements RunningChannel {
  readonly #setup: ChannelSetup;
  readonly #with: ChannelSurroundings;
  readonly #told: ToldStatus;
  readonly #events: SeldomLog;
  readonly #share = new StreamShare();
  readonly #dialling = new Map<string, AbortController>();
  readonly #streams = new Map<string, HandedStream>();
  #tries: Tries = noTries;
  #pause: { readonly untilMs: number; readonly fault: ChannelFault } | undefined;
  #stopped = false;

  constructor(setup: ChannelSetup, surroundings: ChannelSurroundings) {
    this.#setup = setup;
    this.#with = surroundings;
    this.#told = new ToldStatus(setup, surroundings);
    this.#events = new SeldomLog(surroundings.log, surroundings.clock);
    // Ready: whether anybody wishes a stream is for others to say.
    this.#told.tell({ status: 'up' });
  }

  status(): ChannelStatus {
    return this.#told.current();
  }

  refresh(): void {
    this.#told.refresh();
  }

  stop(): void {
    this.#stopped = true;
    for (const dialling of this.#dialling.values()) dialling.abort();
    for (const stream of [...this.#streams.values()]) stream.close(undefined);
  }

  /** Never rejects; resolves when the stream has been handed over, or why it was not. */
  async open({ streamId, tls }: StreamWish): Promise<StreamResult> {
    const { clock } = this.#with;
    const full = this.#share.faultFor(this.#dialling.size + this.#streams.size, clock.monotonicMs());
    if (full !== undefined) return failed(full);
    if (this.#pause !== undefined && clock.monotonicMs() < this.#pause.untilMs) return failed(this.#pause.fault);
    const dialling = new AbortController();
    const begun = this.#share.began();
    this.#dialling.set(streamId, dialling);
    try {
      const dialled = await this.#dial(dialling.signal);
      return await this.#hand({ streamId, tls }, begun, dialled, dialling.signal);
    } catch (error) {
      return failed(error instanceof TlsFault ? error : asFault(error, 'stream'));
    } finally {
      this.#dialling.delete(streamId);
    }
  }

  /** Ends it while it is being set up. */
  cancel(streamId: string): void {
    this.#dialling.get(streamId)?.abort();
  }

  async #dial(signal: AbortSignal): Promise<Dialled> {
    const { identities } = this.#setup;
    const identity = identities[this.#tries.identity % Math.max(1, identities.length)];
    try {
      if (identity === undefined)
        throw new ChannelFault('config', 'noCertificate', 'The channel has no certificate of this box; choose one.');
      const dialled = await dial(this.#setup, identity, { ...this.#with, signal });
      this.#tries = { ...this.#tries, failures: 0, refused: 0 };
      this.#pause = undefined;
      return dialled;
    } catch (error) {
      const fault = asFault(error, 'tls');
      if (!signal.aborted) this.#failed(fault);
      throw this.#share.told(fault, this.#streams.size);
    }
  }

  async #hand(
    { streamId, tls: wished }: Pick<StreamWish, 'streamId' | 'tls'>,
    begun: number,
    dialled: Dialled,
    signal: AbortSignal,
  ): Promise<StreamResult> {
    const socket = wished === undefined ? dialled.socket : await this.#speakTls(dialled, wished, signal);
    if (signal.aborted) {
      socket.destroy();
      throw new ChannelFault('stream', 'stopped', 'The stream was stopped.');
    }
    const tls =
      wished === undefined
        ? undefined
        : { version: socket.getProtocol() ?? 'unknown', cipher: socket.getCipher().name };
    return new Promise((resolve) => {
      const stream = keepStream({ socket, tls: dialled.tls }, { ...this.#setup, streamId }, this.#with, {
        onUp: (connection) => {
          this.#share.cameUp(begun, this.#streams.size - 1, this.#with.clock.monotonicMs());
          const facts = { channel: this.#setup.id, connection, ...dialled.tls };
          this.#events.tell('up', 'info', 'a stream of the channel is up', facts);
          this.#told.tell({
            ...{ status: 'up', retryAt: null, lastError: null },
            ...{ connections: this.#streams.size, tls: dialled.tls },
          });
          resolve({ ok: true, tls });
        },
        onClosed: (fault) => {
          this.#streams.delete(streamId);
          if (fault !== undefined && fault.code !== 'closedHere')
            this.#share.lost(this.#streams.size, this.#with.clock.monotonicMs());
          const why = fault ?? new ChannelFault('stream', 'renewed', 'The stream was as old as it may be.');
          resolve(failed(why));
          if (this.#stopped) return;
          const connections = this.#streams.size;
          this.#told.tell({ connections, ...(connections === 0 ? { tls: null } : {}) });
        },
      });
      this.#streams.set(streamId, stream);
    });
  }

  #speakTls({ socket }: Dialled, tls: InnerTls, signal: AbortSignal) {
    const { timers, timing } = this.#with;
    const step = { stepMs: timing.stepMs, settleMs: Math.min(settleMs, timing.stepMs) };
    const options = { ...step, timers, signal, where: `The backend ${tls.serverName}` };
    try {
      return openClientTls(socket, tls, { ...options, context: clientTlsContext(tls) });
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  #failed(fault: ChannelFault): void {
    const { clock, random, timing } = this.#with;
    const { tries, delayMs } = afterFailure(this.#tries, fault, this.#setup.identities.length, random(), timing);
    this.#tries = tries;
    // Streams that are up show that the way is good: whoever loses his shall not wait for one too many.
    const good = this.#streams.size > 0 && fault.layer !== 'certificate' && fault.layer !== 'config';
    const pauseMs = good ? Math.min(delayMs, timing.firstRetryMs) : delayMs;
    this.#pause = { untilMs: clock.monotonicMs() + pauseMs, fault };
    const { layer, code, message } = fault;
    this.#events.tell(code, 'warn', message, { channel: this.#setup.id, layer, code });
    const nowMs = clock.wallMs();
    this.#told.tell({
      status: this.#streams.size > 0 ? 'up' : 'waiting',
      retryAt: this.#streams.size > 0 ? null : new Date(nowMs + delayMs).toISOString(),
      lastError: channelErrorOf(fault, nowMs),
    });
  }
}

const failed = (fault: ChannelFault | TlsFault): StreamResult => ({
  ...{ ok: false, where: fault instanceof TlsFault ? 'inside' : 'channel' },
  ...{ layer: fault.layer, code: fault.code, message: fault.message },
});
