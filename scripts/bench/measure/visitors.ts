import { Agent, type IncomingMessage, request } from 'node:http';

/** What they got. */
export interface Visit {
  answered: number;
  /** Answered with an error, or not at all. */
  refused: number;
  signedIn: number;
  events: number;
}

/** Reads that a page or a script makes, the whole state most of all. */
const paths = ['/api/v1/state', '/cnf?cmd=get_cm_vars', '/api/v1/site', '/api/v1/openapi.json'];

/** People and scripts that want something of the program all at once, on loopback. */
export class Visitors {
  readonly #url: URL;
  readonly #password: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 20 });
  readonly #visit: Visit = { answered: 0, refused: 0, signedIn: 0, events: 0 };
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #pages: IncomingMessage[] = [];
  #under = 0;

  constructor(url: string, password: string) {
    this.#url = new URL(url);
    this.#password = password;
  }

  /** Live pages: event streams that are read as they come. */
  openPages(count: number): void {
    for (let k = 0; k < count; k += 1) {
      const headers = { authorization: `Basic ${btoa(`admin:${this.#password}`)}` };
      request(new URL('/api/v1/events', this.#url), { headers }, (page) => {
        this.#pages.push(page);
        page.on('data', () => {
          this.#visit.events += 1;
        });
        // Ends when we leave.
        page.on('error', () => {});
      })
        .on('error', () => this.#lost())
        .end();
    }
  }

  /** So many requests a second, evenly, whether the last ones were answered or not. */
  askEverySecond(count: number): void {
    let asked = 0;
    this.#every(1000 / count, () => {
      asked += 1;
      this.#ask(paths[asked % paths.length] ?? '/', {});
    });
  }

  /** Asks for the same every second. */
  askAgain(path: string): void {
    this.#every(1000, () => this.#ask(path, {}));
  }

  /** Every second so many sign-ins at once, each from an address of its own (127.0.0.x). */
  signInEverySecond(count: number): void {
    const body = { user: 'admin', password: this.#password };
    this.#every(1000, () => {
      for (let k = 0; k < count; k += 1) this.#ask('/api/v1/session', { body, from: 2 + k });
    });
  }

  /** Closes everything and tells how it was. */
  async leave(): Promise<Visit> {
    for (const timer of this.#timers) clearInterval(timer);
    while (this.#under > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const page of this.#pages) page.destroy();
    this.#agent.destroy();
    return this.#visit;
  }

  #every(ms: number, run: () => void): void {
    const startMs = performance.now();
    let done = 0;
    // Timers have whole milliseconds: what fell behind is made good.
    this.#timers.push(
      setInterval(
        () => {
          for (; done < (performance.now() - startMs) / ms; done += 1) run();
        },
        Math.max(1, ms),
      ),
    );
  }

  #ask(path: string, { body, from }: { body?: object; from?: number }): void {
    this.#under += 1;
    const headers = {
      ...(body === undefined ? { authorization: `Basic ${btoa(`admin:${this.#password}`)}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const method = body === undefined ? 'GET' : 'POST';
    const source = from === undefined ? { agent: this.#agent } : { localAddress: `127.0.0.${from}` };
    const asking = request(new URL(path, this.#url), { method, headers, timeout: 10_000, ...source }, (response) => {
      response.resume();
      response.once('close', () => {
        this.#under -= 1;
        const ok = response.statusCode !== undefined && response.statusCode < 400;
        if (!ok) this.#visit.refused += 1;
        else if (body === undefined) this.#visit.answered += 1;
        else this.#visit.signedIn += 1;
      });
    });
    asking.on('timeout', () => asking.destroy(new Error('no answer within 10 s')));
    asking.on('error', () => {
      this.#under -= 1;
      this.#lost();
    });
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  }

  #lost(): void {
    this.#visit.refused += 1;
  }
}
