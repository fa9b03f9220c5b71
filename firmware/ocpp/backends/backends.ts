import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { BackendTest, BackendView, StationView } from '../../domain/ocpp-views.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { KeptBackend } from '../config/ocpp-desk.ts';
import type { Ailment } from '../health-book.ts';
import type { BackendAuthority } from '../ports.ts';
import type { BackendState } from '../transport/client.ts';
import type { RunningStation } from './running-station.ts';
import { planName, type StationPlan, stationPlans } from './station-plans.ts';
import { StationSet, type StationSetOptions } from './station-set.ts';

export interface BackendsOptions extends StationSetOptions {
  readonly site: () => Site | undefined;
  readonly backends: () => readonly KeptBackend[];
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Networks and backends restart; a charge point that is back within this was not away. */
const quietMs = 180_000;
/** Name, TCP, TLS and HTTP each have 15 s; a gateway channel has 60. */
const testMs = 90_000;
const lookMs = 100;

/** All backends with their stations: what runs, how it stands, a try on demand. */
export class Backends {
  readonly #o: BackendsOptions;
  readonly #set: StationSet;
  readonly #tried = new Set<string>();

  constructor(options: BackendsOptions) {
    this.#o = options;
    this.#set = new StationSet(options);
  }

  /** Site, backends or passwords may have changed. */
  follow(): void {
    const [site, backends] = [this.#o.site(), this.#o.backends()];
    const known = stationPlans(site, backends, { evenOff: true }).map(planName);
    this.#set.follow(stationPlans(site, backends), new Set(known));
  }

  stop(): void {
    this.#set.stop();
  }

  stations(): readonly { readonly plan: StationPlan; readonly station: RunningStation }[] {
    return this.#set.all();
  }

  /** The stations that a charge point is of, in the order of their backends' ids. */
  plans(place: string): readonly StationPlan[] {
    return this.#at(place).map(({ plan }) => plan);
  }

  /** What the backends that a charge point appears at say of tags, in the same order. */
  authorities(place: string): readonly BackendAuthority[] {
    return this.#at(place).map(({ station }) => station.authority);
  }

  view({ id, document }: KeptBackend): BackendView {
    return { id, ...document, stationStates: this.#of(id).map(({ plan, station }) => viewOf(plan, station)) };
  }

  /**
   * Connects the first station of a backend anew, or says how it is connected. Codes: `noStation` (409), `busy` (503).
   */
  async test(id: string): Promise<BackendTest> {
    const [first] = this.#of(id);
    if (first === undefined)
      throw new NetwachtError('noStation', `The backend ${id} is off, or no charge point of the site appears there`);
    if (this.#tried.has(id)) throw new NetwachtError('busy', `The backend ${id} is being tried already; wait for that`);
    this.#tried.add(id);
    try {
      return await this.#try(first.plan.stationId, first.station);
    } finally {
      this.#tried.delete(id);
    }
  }

  health(): readonly Ailment[] {
    return this.#set
      .all()
      .flatMap(({ plan, station }): Ailment[] => [
        ...station.health(),
        ...(station.accepted && station.link().kind === 'connected' ? [] : [down(plan, station)]),
      ]);
  }

  #at(place: string) {
    return this.#set.all().filter(({ plan: { devices } }) => devices !== 'site' && devices.includes(place));
  }

  #of(id: string) {
    return this.#set.all().filter(({ plan }) => plan.backend === id);
  }

  async #try(stationId: string, station: RunningStation): Promise<BackendTest> {
    const { clock, timers } = this.#o;
    const startedMs = clock.monotonicMs();
    if (station.link().kind !== 'connected') station.again('somebody tries the connection');
    let link = station.link();
    while (link.kind === 'connecting' && clock.monotonicMs() - startedMs < testMs) {
      await new Promise<void>((resolve) => void timers.after(lookMs, resolve));
      link = station.link();
    }
    const ms = Math.round(clock.monotonicMs() - startedMs);
    return { stationId, ms, ...found(link) };
  }
}

function found(link: BackendState): Pick<BackendTest, 'ok' | 'message' | 'layer' | 'code'> {
  if (link.kind === 'connected') {
    const over = link.tls === undefined ? 'without TLS' : `over ${link.tls.version}`;
    const message = `It is connected: OCPP ${link.version} ${over}, security profile ${link.profile}.`;
    return { ok: true, message, layer: null, code: null };
  }
  const { lastFault } = link;
  return lastFault === undefined
    ? { ok: false, message: 'There was no answer in time.', layer: null, code: 'noAnswer' }
    : { ok: false, message: lastFault.sentence, layer: lastFault.layer, code: lastFault.code };
}

function down({ backend, stationId }: StationPlan, station: RunningStation): Ailment {
  const link = station.link();
  const why =
    link.kind === 'connected'
      ? 'it is connected, but the backend has not accepted it'
      : (link.lastFault?.sentence ?? 'it is still being connected');
  return {
    ...{ id: `ocpp:down:${backend}/${stationId}`, severity: 'warning', code: 'ocppBackendDown' },
    ...{ what: `${backend}/${stationId}`, afterMs: quietMs },
    message: `station ${stationId} is not at the backend ${backend}: ${why}`,
  };
}

const timeOf = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

function viewOf({ stationId, devices }: StationPlan, station: RunningStation): StationView {
  const link = station.link();
  const { lastFault: fault } = link;
  const connected = link.kind === 'connected' ? link : undefined;
  return {
    stationId,
    devices: devices === 'site' ? [] : [...devices],
    status: link.kind === 'stopped' ? 'off' : link.kind,
    accepted: connected !== undefined && station.accepted,
    since: timeOf(link.kind === 'connected' || link.kind === 'connecting' ? link.sinceMs : undefined),
    retryAt: timeOf(link.kind === 'waiting' ? link.retryAtMs : undefined),
    version: connected?.version ?? null,
    securityProfile: connected?.profile ?? null,
    tls: connected?.tls ?? null,
    lastError:
      fault === undefined
        ? null
        : {
            layer: fault.layer,
            code: fault.code,
            message: fault.sentence,
            at: new Date(fault.atMs).toISOString(),
          },
    waiting: station.waiting,
    problems: station.health().map(({ code, message }) => ({ code, message })),
  };
}
