import type { Bus, LineConfig } from '../../../drivers/bus/types.ts';
import type { Catalogue } from '../../../drivers/definitions/catalogue.ts';
import { candidatesFor, type ScanWay } from '../../../drivers/scan/candidates.ts';
import type { Neighbour } from '../../../drivers/scan/neighbours.ts';
import { openPorts } from '../../../drivers/scan/open-ports.ts';
import { scanUnits } from '../../../drivers/scan/unit-scan.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import {
  type FoundDevice,
  mostFound,
  type ScanRequest,
  type ScanResult,
  type SerialSetting,
} from '../../domain/scan.ts';
import type { LineEntry } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import { bareLine } from '../line-config.ts';
import { foundNeighbour, foundUnit } from './found.ts';
import { unitIdsFor, usualSettings } from './scan-plan.ts';

/** The lines of the box: one bus per endpoint, whoever uses it. */
export interface Lines {
  /** A bus that devices use is shared; any other is opened and closed again. */
  borrow(line: LineConfig): { readonly bus: Bus; giveBack(): Promise<void> };
  /** Lines and endpoints that devices of the site are on. */
  readonly lines: readonly { readonly config: LineConfig }[];
}

export interface ScanOptions {
  readonly catalogue: Catalogue;
  readonly lines: Lines;
  readonly site: () => Site | undefined;
  /** Hosts of the box's own networks. */
  readonly hosts: () => readonly string[];
  /** Reads a device as it would be read once it stands in the site: its values, or why there are none. */
  readonly readDevice: (device: unknown, signal: AbortSignal) => Promise<FoundDevice>;
  /** Who says on the network what they are. */
  readonly neighbours: (signal: AbortSignal) => Promise<readonly Neighbour[]>;
  readonly clock: Clock;
  readonly post: (result: ScanResult) => void;
}

const serialTimeoutMs = 250;
const tcpTimeoutMs = 1_000;
/** What a serial product that wants a pause mostly wants; one wants 200 ms, and is asked with its own pause when its turn comes. */
const serialPauseMs = 100;
/** Behind the polls of a line that is full: long enough for one turn. */
const queueMs = 10_000;

/** One scan, from its request to its result: it tells how far it is at each step. */
export class Scan {
  readonly #o: ScanOptions;
  readonly #signal: AbortSignal;
  #result: ScanResult;

  constructor(options: ScanOptions, id: string, signal: AbortSignal) {
    this.#o = options;
    this.#signal = signal;
    this.#result = {
      ...{ id, state: 'running', progress: { done: 0, total: 1, what: '' }, found: [], message: null },
      startedAt: new Date(options.clock.wallMs()).toISOString(),
    };
  }

  /** Never rejects: what goes wrong stands in the result. */
  async run(request: ScanRequest): Promise<void> {
    try {
      if (request.device !== undefined) await this.#device(request.device);
      else if (request.network !== undefined) await this.#network(request.network, request);
      else await this.#serial(request);
      this.#tell({ state: this.#signal.aborted ? 'ended' : 'done' });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#tell(this.#signal.aborted ? { state: 'ended' } : { state: 'failed', message });
    }
  }

  async #device(device: unknown): Promise<void> {
    const found = await this.#o.readDevice(device, this.#signal);
    this.#tell({ found: [found], progress: { done: 1, total: 1, what: '' } });
  }

  async #serial({ line: id, serial, settings, unitIds }: ScanRequest): Promise<void> {
    const { catalogue } = this.#o;
    const site = this.#o.site();
    const entry = site?.lines.find((one) => one.id === id);
    const line = site && bareLine(site, id);
    if (id !== undefined && line === undefined)
      throw new NetwachtError('unknownLine', `There is no line "${id}" in the site`, { path: 'line' });
    if (line !== undefined) this.#refuseTelegrams(line, site);
    const ids = unitIdsFor(catalogue, 'serial', unitIds);
    if (line !== undefined && line.kind !== 'serial') {
      this.#total(ids.length);
      await this.#units(line, line.framing === 'ascii' ? 'ascii' : 'rtu_over_tcp', ids, null);
      return;
    }
    const framing = line?.framing ?? serial?.framing ?? 'rtu';
    const path = line?.path ?? serial?.path ?? '';
    const tried = this.#settingsFor(line, settings, framing, entry?.proxy !== undefined || isSpokenOn(site, id));
    this.#total(tried.length * ids.length);
    for (const setting of tried) {
      if (this.#signal.aborted) return;
      const config = { ...setting, id: id ?? path, kind: 'serial', path, dataBits: 8, framing } as const;
      await this.#units(line === undefined ? config : { ...line, ...setting }, framing, ids, setting);
    }
  }

  /** A meter that sends telegrams has its line for itself; nobody there answers questions. */
  #refuseTelegrams(line: LineEntry, site: Site | undefined): void {
    const owner = site?.devices.find((device) => {
      const facts = this.#o.catalogue.facts(device.definition);
      return device.line === line.id && facts !== undefined && facts.protocol !== 'modbus';
    });
    if (owner !== undefined)
      throw new NetwachtError('lineTaken', `${owner.id} has the line "${line.id}" for itself`, { path: 'line' });
  }

  /** Where devices of the site or a proxy's clients speak on the line, no other setting is tried: it would break into what they say. */
  #settingsFor(
    line: Extract<LineEntry, { kind: 'serial' }> | undefined,
    asked: readonly SerialSetting[] | undefined,
    framing: 'rtu' | 'ascii',
    isUsed: boolean,
  ): readonly SerialSetting[] {
    if (line === undefined) return asked ?? usualSettings(this.#o.catalogue, framing);
    const { baudRate, parity, stopBits } = line;
    const own = { baudRate, parity, stopBits };
    return isUsed
      ? [own]
      : (asked ?? [own, ...usualSettings(this.#o.catalogue, framing).filter((s) => !isSame(s, own))]);
  }

  async #network(
    { ports, hosts: asked }: NonNullable<ScanRequest['network']>,
    { unitIds }: ScanRequest,
  ): Promise<void> {
    const hosts = asked ?? this.#o.hosts();
    const ids = unitIdsFor(this.#o.catalogue, 'tcp', unitIds);
    this.#total(hosts.length);
    const used = this.#o.lines.lines.flatMap(({ config }) => (config.kind === 'serial' ? [] : [config]));
    const inUse = new Set(used.map(({ address }) => address));
    const open = await openPorts({ hosts, ports, inUse, signal: this.#signal, asked: () => this.#step('') });
    // What devices of the site are on is asked over their connection; a gateway line speaks no Modbus TCP.
    const wanted = new Set(hosts.flatMap((host) => ports.map((port) => `${host}:${port}`)));
    const shared = used.filter(({ kind, address }) => kind === 'tcp' && wanted.has(address));
    const endpoints = [...shared.map(({ address }) => address), ...open];
    const said = asked === undefined ? await this.#o.neighbours(this.#signal) : [];
    this.#found(said.map((neighbour) => foundNeighbour(neighbour, this.#o.site())));
    this.#total(hosts.length + endpoints.length * ids.length);
    for (const address of endpoints) {
      if (this.#signal.aborted) return;
      await this.#units({ id: address, kind: 'tcp', address }, 'tcp', ids, null);
    }
  }

  async #units(
    line: LineConfig,
    way: ScanWay,
    unitIds: readonly number[],
    setting: SerialSetting | null,
  ): Promise<void> {
    const { catalogue, lines } = this.#o;
    const borrowed = lines.borrow(line);
    const where = line.kind === 'serial' ? `${line.path} ${line.baudRate}` : line.address;
    try {
      await scanUnits({
        ...{ bus: borrowed.bus, candidates: candidatesFor(catalogue, way), unitIds, queueMs, signal: this.#signal },
        timeoutMs: line.kind === 'serial' ? serialTimeoutMs : tcpTimeoutMs,
        leastPauseMs: line.kind === 'tcp' ? 0 : serialPauseMs,
        asked: (unitId, unit) => {
          if (unit !== undefined) this.#found([foundUnit({ line, setting, unit, site: this.#o.site(), catalogue })]);
          this.#step(`${where} ${unitId}`);
        },
      });
    } finally {
      await borrowed.giveBack();
    }
  }

  #found(more: readonly FoundDevice[]): void {
    this.#tell({ found: [...this.#result.found, ...more].slice(0, mostFound) });
  }

  #total(total: number): void {
    this.#tell({ progress: { ...this.#result.progress, total: Math.max(1, total) } });
  }

  #step(what: string): void {
    const { done, total } = this.#result.progress;
    this.#tell({ progress: { done: Math.min(total, done + 1), total, what } });
  }

  #tell(change: Partial<ScanResult>): void {
    this.#result = { ...this.#result, ...change };
    this.#o.post(this.#result);
  }
}

const isSpokenOn = (site: Site | undefined, line: string | undefined): boolean =>
  site?.devices.some((device) => device.enabled && device.line === line) === true;

const isSame = (a: SerialSetting, b: SerialSetting): boolean =>
  a.baudRate === b.baudRate && a.parity === b.parity && a.stopBits === b.stopBits;
