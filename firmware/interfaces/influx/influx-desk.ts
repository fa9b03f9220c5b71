import { networkInterfaces } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { createOutbound, type Outbound, systemResolve } from '../../../drivers/link/outbound.ts';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { InfluxView } from '../../domain/influx.ts';
import { targetOfUrl } from '../../domain/site/http-address.ts';
import type { InfluxSettings } from '../../domain/site/influx.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { HealthState, State } from '../../domain/state.ts';
import { LineBuffer } from './line-buffer.ts';
import { lineOf } from './line-protocol.ts';
import { pointsOf } from './points.ts';
import { type Verdict, verdictOf, writeRequest } from './write-request.ts';

export interface InfluxDeskOptions {
  /** The id of the box: tag `box` of every point. */
  readonly box: string;
  readonly site: () => Site | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Names of the interfaces towards a Smart Meter Gateway, as they are at the moment. */
  readonly hanInterfaces: () => readonly string[];
  /** True only where the program itself is bound to loopback (demo, tests). */
  readonly loopbackAllowed: boolean;
  readonly credentials: (secret: string) => { readonly user: string; readonly password: string } | undefined;
  readonly log: { info(facts: object, message: string): void; warn(facts: object, message: string): void };
}

/** A quarter of an hour of a large site, days of a small one. */
const mostBytes = 4 * 1024 * 1024;
/** The guard lets 64 KiB through. */
const mostRequestBytes = 60 * 1024;
const longestPauseMs = 5 * 60_000;

interface Running {
  readonly settings: InfluxSettings;
  readonly outbound: Outbound;
  readonly end: AbortController;
  notedMs: number;
  failures: number;
  cancel: () => void;
}

/** Writes the state to a database if the site names one. Nothing waits for it; without it charging goes on. */
export class InfluxDesk {
  readonly #o: InfluxDeskOptions;
  readonly #buffer = new LineBuffer(mostBytes);
  #running: Running | undefined;
  #written = 0;
  #refused = 0;
  #lastWrittenMs: number | undefined;
  #fault: { readonly code: string; readonly message: string; readonly sinceMs: number } | undefined;

  constructor(options: InfluxDeskOptions) {
    this.#o = options;
  }

  /** Begins anew where the settings are others; what waited for another database goes to nobody. */
  siteChanged(): void {
    const site = this.#o.site();
    const settings = site?.influx?.enabled === true ? site.influx : undefined;
    if (isDeepStrictEqual(settings, this.#running?.settings)) return;
    this.close();
    if (settings === undefined) return;
    const target = targetOfUrl(settings.url);
    const { hanInterfaces, loopbackAllowed, timers } = this.#o;
    const outbound = createOutbound({
      ...{ allowed: () => (target === undefined ? [] : [target]), interfaces: networkInterfaces },
      ...{ hanInterfaces, loopbackAllowed, timers, resolve: systemResolve, trusted: undefined },
    });
    const began = { settings, outbound, end: new AbortController(), notedMs: Number.NEGATIVE_INFINITY, failures: 0 };
    this.#running = { ...began, cancel: () => {} };
    this.#wait(this.#running, settings.sendEveryS * 1000);
  }

  /** A new secret is tried at once. */
  credentialsChanged(): void {
    const running = this.#running;
    if (running === undefined || running.failures === 0) return;
    running.cancel();
    this.#wait(running, 0);
  }

  /** Notes a state when it is time. */
  observe(state: State): void {
    const running = this.#running;
    const nowMs = this.#o.clock.monotonicMs();
    // States come once a second and not exactly: half a second early is not late.
    if (running === undefined || nowMs - running.notedMs < running.settings.everyS * 1000 - 500) return;
    running.notedMs = nowMs;
    const atMs = Date.parse(state.at);
    this.#buffer.add(pointsOf(state, this.#o.box).flatMap((point) => lineOf(point, atMs) ?? []));
  }

  view(): InfluxView {
    const fault = this.#fault;
    const written = this.#lastWrittenMs !== undefined;
    return {
      state: this.#running === undefined ? 'off' : fault !== undefined ? 'failing' : written ? 'written' : 'waiting',
      lastWrittenAt: this.#lastWrittenMs === undefined ? null : new Date(this.#lastWrittenMs).toISOString(),
      fault:
        fault === undefined
          ? null
          : { code: fault.code, message: fault.message, since: new Date(fault.sinceMs).toISOString() },
      ...{ written: this.#written, refused: this.#refused },
      ...{ waiting: this.#buffer.waiting, dropped: this.#buffer.dropped },
    };
  }

  health(): readonly HealthState[] {
    const fault = this.#fault;
    if (fault === undefined) return [];
    const { waiting, dropped } = this.#buffer;
    return [
      {
        ...{ id: 'influxNotWritten', severity: 'warning', code: 'influxNotWritten' },
        what: this.#running?.settings.url ?? '',
        message: `The database takes nothing: ${fault.message}. ${waiting} lines wait, ${dropped} were given up`,
        since: new Date(fault.sinceMs).toISOString(),
      },
    ];
  }

  close(): void {
    this.#running?.cancel();
    this.#running?.end.abort();
    this.#running = undefined;
    this.#buffer.clear();
    this.#fault = undefined;
    this.#lastWrittenMs = undefined;
  }

  #wait(running: Running, ms: number): void {
    running.cancel = this.#o.timers.after(ms, () => void this.#send(running));
  }

  /** Everything that waits, one request after the other, until one fails. Never rejects. */
  async #send(running: Running): Promise<void> {
    for (;;) {
      const lines = this.#buffer.take(mostRequestBytes);
      if (lines.length === 0) break;
      const verdict = await this.#write(running, lines);
      if (this.#running !== running) return;
      if (verdict.kind === 'again') this.#buffer.putBack(lines);
      this.#note(running, verdict, lines.length);
      if (verdict.kind === 'again') break;
    }
    const everyMs = running.settings.sendEveryS * 1000;
    const pauseMs = everyMs * 2 ** Math.min(running.failures, 10);
    this.#wait(running, running.failures === 0 ? everyMs : Math.min(pauseMs, Math.max(longestPauseMs, everyMs)));
  }

  async #write({ settings, outbound, end }: Running, lines: readonly string[]): Promise<Verdict> {
    const credentials = settings.secret === undefined ? undefined : this.#o.credentials(settings.secret);
    if (settings.secret !== undefined && credentials === undefined)
      return { kind: 'again', code: 'noSecret', message: `there is no secret ${settings.secret}` };
    try {
      const request = writeRequest(settings, credentials, lines);
      const { status, body } = await outbound.request({ ...request, signal: end.signal });
      return verdictOf(status, body.toString('utf8'));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreachable';
      return { kind: 'again', code, message: error instanceof Error ? error.message : 'it could not be reached' };
    }
  }

  #note(running: Running, verdict: Verdict, lines: number): void {
    const { log, clock } = this.#o;
    const nowMs = clock.wallMs();
    if (verdict.kind === 'written') {
      this.#written += lines;
      this.#lastWrittenMs = nowMs;
      running.failures = 0;
      if (this.#fault !== undefined) log.info({ lines }, 'the database takes lines again');
      this.#fault = undefined;
      return;
    }
    if (verdict.kind === 'refused') this.#refused += lines;
    running.failures = verdict.kind === 'again' ? running.failures + 1 : 0;
    const { code, message } = verdict;
    if (this.#fault?.code !== code) log.warn({ code }, `the database takes nothing: ${message}`);
    this.#fault = { code, message, sinceMs: this.#fault?.sinceMs ?? nowMs };
  }
}
