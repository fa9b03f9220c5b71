import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Timers } from '../../drivers/link/timers.ts';
import type { ChannelStatus, ChannelTest } from '../domain/channel.ts';
import type { ChannelStreamHost, StreamResult, StreamWish } from '../domain/channel-stream.ts';
import type { Clock } from '../domain/clock.ts';
import { NetwachtError } from '../domain/errors.ts';
import { defaultTiming } from './channel-timing.ts';
import { readFromChild } from './from-child.ts';
import { offStatus, processEndedStatus } from './host-status.ts';
import type { ChannelSetup, ChannelTiming, FromChild, TlsCapabilities, ToChild } from './messages.ts';
import { SilenceWatch } from './silence-watch.ts';

const firstRestartMs = 200;
const lastRestartMs = 5000;
/** A process that lived this long was well: the next death is restarted fast again. */
const healthyMs = 30_000;
const beingStarted = 'The smgw process is just being started anew; try again in a moment.';
const stopWithinMs = 3000;
/**
 * Room for a few channels; a process that grows beyond it dies and is started anew. What a closed connection leaves behind is
 * small in the heap and large outside of it (OpenSSL), so the heap has to be swept often: with Node's own sizes the process
 * grew to 139 MB in 10,000 reconnects.
 */
const heapOptions = ['--max-old-space-size=64', '--max-semi-space-size=2', '--heap-growing-percent=100'];
/** glibc keeps one heap, not one per thread, and gives large pieces back at once. */
const allocator = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '262144' };
/** Run as it is, or compiled for the image. */
const childEntry = new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url);

export interface SmgwHostOptions {
  /** Where the API takes streams: a Unix socket in a folder of mode 0700. */
  readonly socketPath: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: {
    debug(facts: object, message: string): void;
    info(facts: object, message: string): void;
    warn(facts: object, message: string): void;
    error(facts: object, message: string): void;
  };
  /** The entry of the process; tests put another one here. */
  readonly entry?: URL;
  /** Tests may wait less. */
  readonly lookMs?: number;
}

/**
 * The main thread's end of the smgw process: starts it, hands it the wanted channels, keeps what it says of them, and starts
 * it anew when it dies. Nothing here can hold up the caller.
 */
export class SmgwHost implements ChannelStreamHost {
  readonly #options: SmgwHostOptions;
  readonly #statuses = new Map<string, ChannelStatus>();
  readonly #listeners = new Set<(id: string, status: ChannelStatus) => void>();
  readonly #watch: SilenceWatch;
  readonly #tests = new Map<number, { resolve: (result: ChannelTest) => void; reject: (error: Error) => void }>();
  readonly #wishes = new Map<string, (result: StreamResult) => void>();
  #channels: readonly ChannelSetup[] = [];
  #timing: Partial<ChannelTiming> = {};
  #child: ChildProcess | undefined;
  #capabilities: TlsCapabilities | undefined;
  #startedMs = 0;
  #restartMs = firstRestartMs;
  #cancelRestart = (): void => undefined;
  #stopping = false;
  #lastTest = 0;

  constructor(options: SmgwHostOptions) {
    this.#options = options;
    this.#watch = new SilenceWatch(options.timers, options.lookMs);
    this.#start();
  }

  /** The whole wanted list; what is not in it is closed, what did not change is left alone. */
  configure(channels: readonly ChannelSetup[], timing: Partial<ChannelTiming> = {}): void {
    this.#channels = channels;
    this.#timing = timing;
    for (const id of [...this.#statuses.keys()])
      if (!channels.some((channel) => channel.id === id)) this.#statuses.delete(id);
    this.#send({ kind: 'configure', channels, timing });
  }

  /** What the channel is now; `off` for one that was not configured. */
  status(id: string): ChannelStatus {
    return this.#statuses.get(id) ?? offStatus(this.#options.clock);
  }

  statuses(): ReadonlyMap<string, ChannelStatus> {
    return this.#statuses;
  }

  /** What TLS can do here; undefined until the process has said so. */
  capabilities(): TlsCapabilities | undefined {
    return this.#capabilities;
  }

  onStatus(listener: (id: string, status: ChannelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The process id, for the supervisor's log and for tests; undefined while it is down. */
  pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Sets a channel up once, layer by layer. Throws NetwachtError `testTimedOut` or `smgwDown`. */
  test(channel: ChannelSetup): Promise<ChannelTest> {
    // TCP, TLS and two SOCKS answers, with each of our certificates.
    const stepMs = this.#timing.stepMs ?? defaultTiming.stepMs;
    const deadlineMs = (4 * Math.max(1, channel.identities.length) + 1) * stepMs;
    this.#lastTest += 1;
    const testId = this.#lastTest;
    return new Promise((resolve, reject) => {
      const cancel = this.#options.timers.after(deadlineMs, () =>
        settle(() => reject(new NetwachtError('testTimedOut', `The test of ${channel.id} did not end in time.`))),
      );
      const settle = (how: () => void): void => {
        cancel();
        this.#tests.delete(testId);
        how();
      };
      this.#tests.set(testId, {
        resolve: (result) => settle(() => resolve(result)),
        reject: (error) => settle(() => reject(error)),
      });
      if (!this.#send({ kind: 'test', testId, channel })) this.#failTests();
    });
  }

  /** Never rejects; whoever wished it bounds the time and cancels. */
  openStream(wish: StreamWish): Promise<StreamResult> {
    return new Promise((resolve) => {
      this.#wishes.set(wish.streamId, resolve);
      if (!this.#send({ kind: 'open', wish })) this.#failWishes();
    });
  }

  cancelStream(streamId: string): void {
    if (this.#wishes.has(streamId)) this.#send({ kind: 'cancel', streamId });
  }

  /** Ends the process; kills it when it does not go. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelRestart();
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#send({ kind: 'stop' });
    const cancel = this.#options.timers.after(stopWithinMs, () => child.kill('SIGKILL'));
    await gone;
    cancel();
  }

  #start(): void {
    this.#startedMs = this.#options.clock.monotonicMs();
    const child = fork(fileURLToPath(this.#options.entry ?? childEntry), [this.#options.socketPath], {
      execArgv: heapOptions,
      // Nothing of the firmware's surroundings is its business.
      env: allocator,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    let lastWords = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      lastWords = `${lastWords}${chunk}`.slice(-2000);
    });
    let oddTold = false;
    child.on('message', (given: unknown) => {
      const message = readFromChild(given);
      if (message !== undefined) {
        this.#watch.heard();
        this.#take(message);
      } else if (!oddTold) {
        oddTold = true;
        this.#options.log.warn({}, 'the smgw process says what it never should; that is passed over');
      }
    });
    let over = false;
    const gone = (why: string): void => {
      if (over) return;
      over = true;
      this.#died(why, lastWords);
    };
    child.on('error', (error) => {
      // Also said of a message that could not be sent to a process that is dying: its exit follows.
      if (child.pid === undefined) gone(error.message);
    });
    child.on('exit', (code, signal) => gone(signal === null ? `code ${code}` : `signal ${signal}`));
    if (this.#channels.length > 0) this.#send({ kind: 'configure', channels: this.#channels, timing: this.#timing });
    this.#watch.begin(() => {
      this.#options.log.error({}, 'the smgw process hangs and is killed: its channels would be said to be up for ever');
      child.kill('SIGKILL');
    });
  }

  #died(why: string, lastWords: string): void {
    this.#child = undefined;
    this.#watch.end();
    this.#failTests();
    this.#failWishes();
    if (this.#stopping) return;
    const { clock, timers, log } = this.#options;
    const livedMs = clock.monotonicMs() - this.#startedMs;
    const delayMs = livedMs >= healthyMs ? firstRestartMs : this.#restartMs;
    this.#restartMs = Math.min(lastRestartMs, 2 * delayMs);
    log.error({ why, lastWords, restartInMs: delayMs }, 'the smgw process ended and is started anew');
    for (const { id } of this.#channels)
      this.#note(id, processEndedStatus(this.#statuses.get(id), why, clock, delayMs));
    this.#cancelRestart = timers.after(delayMs, () => this.#start());
  }

  /** Returns false when there is nobody to send to; a configuration is sent again at the next start. */
  #send(message: ToChild): boolean {
    if (this.#child?.connected !== true) return false;
    this.#child.send(message, (error) => {
      if (error !== null)
        this.#options.log.debug({ kind: message.kind, why: error.message }, 'the smgw process did not take a message');
    });
    return true;
  }

  #take(message: FromChild): void {
    switch (message.kind) {
      case 'ready':
        this.#capabilities = message.capabilities;
        this.#options.log.info({ ...message.capabilities }, 'the smgw process runs');
        return;
      case 'alive':
        return;
      case 'status':
        if (this.#channels.some(({ id }) => id === message.id)) this.#note(message.id, message.status);
        return;
      case 'tested':
        this.#tests.get(message.testId)?.resolve(message.result);
        return;
      case 'opened':
        this.#wishes.get(message.streamId)?.(message.result);
        this.#wishes.delete(message.streamId);
        return;
      case 'log':
        this.#options.log[message.level](message.facts, message.message);
    }
  }

  #note(id: string, status: ChannelStatus): void {
    this.#statuses.set(id, status);
    for (const listener of this.#listeners) listener(id, status);
  }

  #failWishes(): void {
    const fault = { where: 'channel', layer: 'config', code: 'smgwDown', message: beingStarted } as const;
    for (const resolve of this.#wishes.values()) resolve({ ok: false, ...fault });
    this.#wishes.clear();
  }

  #failTests(): void {
    const error = new NetwachtError('smgwDown', beingStarted);
    for (const { reject } of [...this.#tests.values()]) reject(error);
  }
}
