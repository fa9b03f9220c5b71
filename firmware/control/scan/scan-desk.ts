import type { Bus, LineConfig } from '../../../drivers/bus/types.ts';
import type { Catalogue } from '../../../drivers/definitions/catalogue.ts';
import { candidatesFor, type ScanWay } from '../../../drivers/scan/candidates.ts';
import type { Neighbour } from '../../../drivers/scan/neighbours.ts';
import { openPorts } from '../../../drivers/scan/open-ports.ts';
import { type FoundUnit, scanUnits } from '../../../drivers/scan/unit-scan.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import {
  type FoundDevice,
  mostFound,
  type ScanRequest,
  type ScanResult,
  type SerialSetting,
} from '../../domain/scan.ts';
import type { DeviceConfig, LineEntry } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import { unitIdsFor, usualSettings } from './scan-plan.ts';

/** The lines of the box: one bus per endpoint, whoever uses it. */
export interface Lines {
  /** A bus that devices use is shared; any other is opened and closed again. */
  borrow(line: LineConfig): { readonly bus: Bus; giveBack(): Promise<void> };
  /** Lines and endpoints that devices of the site are on. */
  readonly lines: readonly { readonly config: LineConfig }[];
}

export interface ScanDeskOptions {
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
/** Behind the polls of a line that is full: long enough for one turn. */
const queueMs = 10_000;

/** The control worker's place for the one scan that may run. Reads only, behind everything else on a line. */
export class ScanDesk {
  readonly #o: ScanDeskOptions;
  #running: { readonly end: AbortController; readonly done: Promise<void> } | undefined;

  constructor(options: ScanDeskOptions) {
    this.#o = options;
  }

  /** Begins a scan; one that still runs is ended. */
  start(id: string, request: ScanRequest): void {
    const before = this.#running;
    before?.end.abort();
    const end = new AbortController();
    const scan = new Scan(this.#o, id, end.signal);
    const done = (before?.done ?? Promise.resolve()).then(() => scan.run(request));
    this.#running = { end, done };
  }

  /** Ends the scan that runs and waits until its lines are free. Never rejects. */
  async end(): Promise<void> {
    this.#running?.end.abort();
    await this.#running?.done;
  }
}

class Scan {
  readonly #o: ScanDeskOptions;
  readonly #signal: AbortSignal;
  #result: ScanResult;

  constructor(options: ScanDeskOptions, id: string, signal: AbortSignal) {
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
      else if (request.network !== undefined) await this.#network(request.network.ports, request);
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
    const line = site?.lines.find((entry) => entry.id === id);
    if (id !== undefined && line === undefined)
      throw new NetwachtError('unknownLine', `There is no line "${id}" in the site`, { path: 'line' });
    if (line !== undefined && line.kind !== 'serial') {
      await this.#units(configOf(line), 'rtu_over_tcp', unitIdsFor(catalogue, 'serial', unitIds), null);
      return;
    }
    const framing = line?.framing ?? serial?.framing ?? 'rtu';
    const path = line?.path ?? serial?.path ?? '';
    const tried = this.#settingsFor(line, settings, framing, site);
    const ids = unitIdsFor(catalogue, 'serial', unitIds);
    this.#total(tried.length * ids.length);
    for (const setting of tried) {
      if (this.#signal.aborted) return;
      const config = { ...setting, id: id ?? path, kind: 'serial', path, dataBits: 8, framing } as const;
      await this.#units(line === undefined ? config : { ...configOf(line), ...setting }, framing, ids, setting);
    }
  }

  /** Where devices of the site speak on the line, no other setting is tried: it would break into what they say. */
  #settingsFor(
    line: Extract<LineEntry, { kind: 'serial' }> | undefined,
    asked: readonly SerialSetting[] | undefined,
    framing: 'rtu' | 'ascii',
    site: Site | undefined,
  ): readonly SerialSetting[] {
    if (line === undefined) return asked ?? usualSettings(this.#o.catalogue, framing);
    const { baudRate, parity, stopBits } = line;
    const own = { baudRate, parity, stopBits };
    const isUsed = site?.devices.some((device) => device.enabled && device.line === line.id) === true;
    return isUsed
      ? [own]
      : (asked ?? [own, ...usualSettings(this.#o.catalogue, framing).filter((s) => !isSame(s, own))]);
  }

  async #network(ports: readonly number[], { unitIds }: ScanRequest): Promise<void> {
    const hosts = this.#o.hosts();
    const ids = unitIdsFor(this.#o.catalogue, 'tcp', unitIds);
    this.#total(hosts.length);
    const used = this.#o.lines.lines.flatMap(({ config }) => (config.kind === 'serial' ? [] : [config]));
    const inUse = new Set(used.map(({ address }) => address));
    const open = await openPorts({ hosts, ports, inUse, signal: this.#signal, asked: () => this.#step('') });
    // What devices of the site are on is asked over their connection; a gateway line speaks no Modbus TCP.
    const wanted = new Set(hosts.flatMap((host) => ports.map((port) => `${host}:${port}`)));
    const shared = used.filter(({ kind, address }) => kind === 'tcp' && wanted.has(address));
    const endpoints = [...shared.map(({ address }) => address), ...open];
    this.#named(await this.#o.neighbours(this.#signal));
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
        asked: (unitId, unit) => {
          if (unit !== undefined) this.#found(line, setting, unit);
          this.#step(`${where} ${unitId}`);
        },
      });
    } finally {
      await borrowed.giveBack();
    }
  }

  #found(line: LineConfig, setting: SerialSetting | null, unit: FoundUnit): void {
    if (this.#result.found.length >= mostFound) return;
    const site = this.#o.site();
    const inSite = site?.lines.some(({ id }) => id === line.id) === true;
    const place = { line: line.id, address: line.kind === 'serial' ? undefined : line.address };
    const device = site?.devices.find((entry) => standsAt(entry, place, unit.unitId, this.#o.catalogue));
    const found: FoundDevice = {
      line: inSite ? line.id : null,
      path: line.kind === 'serial' ? line.path : null,
      setting,
      address: line.kind === 'serial' ? null : line.address,
      unitId: unit.unitId,
      name: null,
      products: unit.products.map(({ definition: id, values }) => this.#product(id, values)),
      device: device?.id ?? null,
    };
    this.#result = { ...this.#result, found: [...this.#result.found, found] };
  }

  /** Devices that say what they are; the ones that speak Modbus are asked besides. */
  #named(all: readonly Neighbour[]): void {
    const site = this.#o.site();
    const found = all.slice(0, mostFound).map(({ name, service, address }): FoundDevice => {
      const host = address.slice(0, address.lastIndexOf(':'));
      const device = site?.devices.find((entry) => entry.address?.includes(host) === true);
      return {
        ...{ line: null, path: null, setting: null, address, unitId: null, products: [] },
        ...{ name: `${name} (${service})`, device: device?.id ?? null },
      };
    });
    this.#tell({ found: [...this.#result.found, ...found] });
  }

  #product(id: string, values: ReadonlyMap<string, number | string | undefined>): FoundDevice['products'][number] {
    const { vendor = '', model = '', kind = 'meter' } = this.#o.catalogue.get(id) ?? {};
    const said = Object.fromEntries([...values].map(([quantity, value]) => [quantity, value ?? null]));
    return { definition: id, vendor, model, kind, values: said };
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

function configOf(line: LineEntry): LineConfig {
  const { id, kind, framing } = line;
  if (line.kind === 'rtu-over-tcp') return { id, kind: 'rtu-over-tcp', address: line.address, framing };
  const { path, baudRate, parity, dataBits, stopBits } = line;
  return { id, kind: kind as 'serial', path, baudRate, parity, dataBits, stopBits, framing };
}

const isSame = (a: SerialSetting, b: SerialSetting): boolean =>
  a.baudRate === b.baudRate && a.parity === b.parity && a.stopBits === b.stopBits;

function standsAt(
  device: DeviceConfig,
  place: { readonly line: string; readonly address: string | undefined },
  unitId: number,
  catalogue: Catalogue,
): boolean {
  const own = device.unitId ?? catalogue.facts(device.definition)?.defaults.unitId;
  if (own !== unitId) return false;
  return device.line === undefined
    ? device.address !== undefined && device.address === place.address
    : device.line === place.line;
}
