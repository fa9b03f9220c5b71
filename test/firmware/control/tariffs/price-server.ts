import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { awattarAnswer, energyChartsAnswer } from '../../sessions/tariffs/day-ahead/published-answers.ts';

const hourMs = 3_600_000;

/** A server of day-ahead prices on loopback, in both formats. It tells what is published by its clock, and fails on demand. */
export class PriceServer {
  readonly asked: string[] = [];
  /** In place of an answer. */
  fails: { readonly status: number; readonly headers?: Record<string, string> } | 'hangs' | undefined;
  /** The last moment that prices are published of. */
  publishedUntilMs = Number.POSITIVE_INFINITY;
  /** What becomes of a whole answer. */
  spoil: (answer: object) => unknown = (answer) => answer;
  /** EUR/MWh at a moment. */
  priceAt: (ms: number) => number = (ms) => 50 + 10 * ((ms / hourMs) % 24);
  readonly #server: Server;

  constructor() {
    this.#server = createServer(({ url = '' }, response) => {
      this.asked.push(url);
      if (this.fails === 'hangs') return;
      if (this.fails !== undefined) {
        response.writeHead(this.fails.status, this.fails.headers).end('{"detail":"no"}');
        return;
      }
      const { pathname, searchParams } = new URL(url, 'http://x');
      const answer = pathname === '/price' ? this.#quarters(searchParams) : this.#hours(searchParams);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(this.spoil(answer)));
    });
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #hours(query: URLSearchParams): object {
    const fromMs = Number(query.get('start'));
    const toMs = Math.min(Number(query.get('end')), this.publishedUntilMs);
    return awattarAnswer(new Date(fromMs).toISOString(), this.#prices(fromMs, toMs, hourMs));
  }

  #quarters(query: URLSearchParams): object {
    const fromMs = Number(query.get('start')) * 1000;
    const toMs = Math.min(Number(query.get('end')) * 1000, this.publishedUntilMs);
    return energyChartsAnswer(new Date(fromMs).toISOString(), this.#prices(fromMs, toMs, hourMs / 4));
  }

  #prices(fromMs: number, toMs: number, stepMs: number): number[] {
    const count = Math.max(0, Math.ceil((toMs - fromMs) / stepMs));
    return Array.from({ length: count }, (_, k) => this.priceAt(fromMs + k * stepMs));
  }
}
