import { type ChildProcess, execFile } from 'node:child_process';

/** How systemd wants to hear of this process (sd_notify(3)). */
export interface NotifyPlace {
  readonly socket: string;
  /** Without a sign of life for this long the process is ended and started anew, ms; undefined: nobody watches. */
  readonly watchdogMs: number | undefined;
}

const variables = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'] as const;

/** Undefined where systemd does not listen. The variables are taken out of `env`: children have nothing to say to it. */
export function takeNotifyPlace(env: Record<string, string | undefined>, pid: number): NotifyPlace | undefined {
  const [socket, usec, forPid] = variables.map((name) => env[name]);
  for (const name of variables) delete env[name];
  if (socket === undefined || socket === '') return undefined;
  const watched = Number(usec) > 0 && (forPid === undefined || forPid === String(pid));
  return { socket, watchdogMs: watched ? Number(usec) / 1000 : undefined };
}

export interface NotifierParts {
  readonly place: NotifyPlace | undefined;
  /** Whether what this process is for goes on; only then the watchdog is fed. */
  readonly alive: () => boolean;
  /** One line for `systemctl status`. */
  readonly status: () => string;
  readonly log: { warn(facts: object, sentence: string): void; error(facts: object, sentence: string): void };
  /** The tool that says it; tests put another one here. */
  readonly command?: string;
}

/** Three signs of life within the time that systemd waits, and no more than one process in 10 s. */
const signsInTime = 3;
const mostRareMs = 10_000;
/** It waits up to 5 s for systemd to have heard it. One that hangs is ended; the next sign is said by another one. */
const toolTimeoutMs = 8_000;

/**
 * Tells systemd that the program is ready, lives and ends. Node has no datagram sockets of the file system, so each word is said by a
 * short systemd-notify (NotifyAccess=all). Does nothing where systemd does not listen.
 */
export class Notifier {
  readonly #parts: NotifierParts;
  #timer: NodeJS.Timeout | undefined;
  #tool: ChildProcess | undefined;
  #silent = false;
  #troubled = false;
  #ended = false;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  /** From here on the watchdog is fed. */
  ready(): void {
    const { place } = this.#parts;
    if (place === undefined || this.#timer !== undefined) return;
    this.#say(['READY=1', this.#status()]);
    if (place.watchdogMs === undefined) return;
    this.#timer = setInterval(() => this.#sign(), Math.min(mostRareMs, place.watchdogMs / signsInTime)).unref();
  }

  /** No sign of life from here on. */
  end(): void {
    this.#ended = true;
    clearInterval(this.#timer);
    this.#tool?.kill('SIGKILL');
  }

  /** The process ends in good order. */
  stopping(): void {
    if (this.#parts.place === undefined) return;
    clearInterval(this.#timer);
    this.#say(['STOPPING=1', 'STATUS=ending']);
  }

  #sign(): void {
    const alive = this.#parts.alive();
    if (!alive && !this.#silent)
      this.#parts.log.error({}, 'the control loop gives no sign of life; the watchdog is not fed any more');
    this.#silent = !alive;
    if (alive && this.#tool === undefined) this.#say(['WATCHDOG=1', this.#status()]);
  }

  #status(): string {
    return `STATUS=${this.#parts
      .status()
      .replaceAll(/[^ -~]/g, ' ')
      .slice(0, 200)}`;
  }

  #say(words: readonly string[]): void {
    const { place, log, command = 'systemd-notify' } = this.#parts;
    if (place === undefined) return;
    const env = { NOTIFY_SOCKET: place.socket, PATH: '/usr/bin:/bin' };
    const options = { env, timeout: toolTimeoutMs, killSignal: 'SIGKILL', maxBuffer: 4096 } as const;
    const tool = execFile(command, words, options, (error) => {
      if (this.#tool === tool) this.#tool = undefined;
      // What we ended ourselves is no trouble.
      if (this.#ended) return;
      if (error !== null && !this.#troubled) log.warn({ err: error }, `systemd could not be told ${words[0]}`);
      this.#troubled = error !== null;
    });
    this.#tool = tool;
  }
}
