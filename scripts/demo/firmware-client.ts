import type { SetupState, State } from '../../firmware/api/shapes.ts';

const timeoutMs = 5000;

/** An answer other than success. */
export class FirmwareRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'FirmwareRefusal';
    this.status = status;
  }
}

/** Talks to a running firmware on loopback, as `admin` where a password is given. */
export class FirmwareClient {
  readonly url: string;
  readonly #password: string | undefined;

  constructor(url: string, password?: string) {
    this.url = url;
    this.#password = password;
  }

  setup(): Promise<SetupState> {
    return this.#ask<SetupState>('/api/v1/setup');
  }

  /** Makes whoever knows the password the owner. */
  async claim(password: string): Promise<void> {
    await this.#ask('/api/v1/setup', { password });
  }

  state(): Promise<State> {
    return this.#ask<State>('/api/v1/state');
  }

  /** The operator's call, as the manual of the original prints it. */
  async setVariable(name: string, value: number): Promise<void> {
    await this.#ask(`/cnf?cmd=set_cm_vars&name=${name}&val=${value}`);
  }

  async #ask<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(this.#password === undefined ? {} : { authorization: `Basic ${btoa(`admin:${this.#password}`)}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new FirmwareRefusal(response.status, messageOf(text));
    return JSON.parse(text) as T;
  }
}

/** `{"error","message"}` of a REST route, a JSON string of `/cnf`, or whatever came. */
function messageOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'string') return body;
    const { message } = body as { message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    // A proxy or another program on this port may answer in its own way.
    return text.slice(0, 200);
  }
}
