import type { z } from 'zod';
import {
  type Channel,
  type ChannelStatus,
  type ChannelTest,
  channelId,
  channelSchema,
  functionOf,
  type Gateway,
  type GatewayFunction,
  gatewayFunctions,
  gatewaySchema,
} from '../domain/channel.ts';
import type { ChannelHost, ChannelSetup, Identity } from '../domain/channel-setup.ts';
import type { Clock } from '../domain/clock.ts';
import { NetwachtError } from '../domain/errors.ts';
import {
  type ChannelSurroundings,
  channelFaults,
  type DocumentFault,
  maxChannels,
  peersOf,
  readChannel,
  readGateway,
} from '../domain/gateway-check.ts';
import { variableKey } from '../domain/variable.ts';
import type { Store } from '../store/store.ts';
import { channelSetup } from './channel-setup.ts';
import { pinFaults, pinOf } from './pinned-certificate.ts';
import { notPersisted } from './site-desk.ts';

export interface GatewayDeskOptions {
  readonly store: Store;
  readonly host: ChannelHost;
  /** A certificate of ours with its key; undefined: there is none of that name. */
  readonly identityOf: (name: string) => Identity | undefined;
  readonly clock: Clock;
  /** Told after each change, when it is in force: the door, which ends streams of before. */
  readonly onChange: () => void;
  readonly log: { info(facts: object, sentence: string): void; warn(facts: object, sentence: string): void };
}

interface Author {
  readonly name: string;
}

/** A channel with what it is at the moment. */
export type ChannelView = Channel & { readonly id: string } & ChannelStatus;

/** The main thread's desk for the Smart Meter Gateway: keeps the documents, and has the smgw process set them up. */
export class GatewayDesk {
  readonly #options: GatewayDeskOptions;
  #pins: ReadonlyMap<string, readonly string[]> = new Map();
  #gateway: Gateway | undefined;
  #channels = new Map<string, Channel>();

  constructor(options: GatewayDeskOptions) {
    this.#options = options;
    this.#read();
  }

  /** Hands the channels to the smgw process: at the start, and whenever a certificate of ours changed. */
  apply(): void {
    this.#options.host.configure(
      [...this.#channels].flatMap(([id, channel]) => {
        const setup = channel.enabled ? this.#setup(id, channel) : undefined;
        return setup === undefined ? [] : [setup];
      }),
    );
  }

  /** The gateway with the functions that are on; undefined: neither gateway nor channels are there. */
  gateway(): Gateway | undefined {
    if (this.#gateway === undefined && this.#channels.size === 0) return undefined;
    const functions = Object.fromEntries(gatewayFunctions.map((name) => [name, this.functionOn(name)]));
    return { ...this.#gateway, functions: functions as Gateway['functions'] };
  }

  /** Codes: `badGateway` (400, with path), `notPersisted` (503). */
  putGateway(document: unknown, author: Author): void {
    const { store, log } = this.#options;
    const read = readGateway(document, (name) => this.#hasCertificate(name));
    if (!read.ok) throw refusal('badGateway', read.faults);
    const gateway = read.value;
    for (const [id, channel] of this.#channels) {
      const [missing] = channelFaults(channel, this.#surroundings(gateway)).filter(
        ({ path }) => path === 'address' || path === 'certificate',
      );
      if (missing !== undefined)
        throw refusal('badGateway', [
          { path: missing.path, message: `the channel ${id} inherits it: ${missing.message}` },
        ]);
    }
    const before = gatewayFunctions.filter((name) => this.functionOn(name));
    this.#write(() => {
      store.gateway.putGateway(document);
      const on = gatewayFunctions.filter((name) => gateway.functions[name]);
      store.audit.append({ who: author.name, what: `gateway put, functions on: ${on.join(', ') || 'none'}` });
    });
    if (before.includes('limit') && !this.functionOn('limit'))
      log.warn({ by: author.name }, 'The limits of the grid operator were switched off; those in force stay');
  }

  /** All channels, by id. */
  channels(): readonly ChannelView[] {
    return [...this.#channels.keys()].map((id) => this.channel(id));
  }

  /** Code: `notFound` (404). */
  channel(id: string): ChannelView {
    const channel = this.#get(id);
    return { id, ...channel, ...this.status(id) };
  }

  /** What the smgw process says of a channel; while it says nothing, that it is being set up. */
  status(id: string): ChannelStatus {
    const channel = this.#channels.get(id);
    const experimental = channel !== undefined && (channel.scenario !== 'HKS3' || channel.addressing === 'sni');
    const said = channel?.enabled === true ? this.#options.host.status(id) : undefined;
    if (said !== undefined) return { ...said, experimental };
    const since = new Date(this.#options.clock.wallMs()).toISOString();
    const status = channel?.enabled === true ? 'connecting' : 'off';
    return { status, since, retryAt: null, lastError: null, connections: 0, tls: null, experimental };
  }

  /** Codes: `badChannel` (400, with path), `tooMany` (400), `notPersisted` (503). */
  putChannel(id: string, document: unknown, author: Author): void {
    const { store, log } = this.#options;
    if (!channelId.safeParse(id).success)
      throw new NetwachtError('badChannel', 'a channel is named by 1 to 32 letters, digits, _ or -', { path: 'id' });
    if (!this.#channels.has(id) && this.#channels.size >= maxChannels)
      throw new NetwachtError('tooMany', `There are ${maxChannels} channels already; remove one first`);
    const read = readChannel(document, this.#surroundings(this.#gateway));
    if (!read.ok) throw refusal('badChannel', read.faults);
    const clash = this.#sharedPin(id, read.value);
    if (clash !== undefined) throw refusal('badChannel', [clash]);
    this.#write(() => {
      store.gateway.putChannel(id, document);
      const { scenario, use, role, enabled } = read.value;
      const what = `channel ${id} put: ${scenario}, ${use}, ${role}, ${enabled ? 'enabled' : 'off'}`;
      store.audit.append({ who: author.name, what });
    });
    log.info({ by: author.name, channel: id, enabled: read.value.enabled }, 'A gateway channel was put');
  }

  /** Code: `notFound` (404), `notPersisted` (503). */
  removeChannel(id: string, author: Author): void {
    const { store, log } = this.#options;
    this.#get(id);
    this.#write(() => {
      store.gateway.removeChannel(id);
      store.audit.append({ who: author.name, what: `channel ${id} removed` });
    });
    log.info({ by: author.name, channel: id }, 'A gateway channel was removed');
  }

  /** Sets a channel up once beside the running one. Codes: `notFound` (404), `noCertificate` (409). */
  test(id: string): Promise<ChannelTest> {
    const setup = this.#setup(id, this.#get(id));
    if (setup === undefined)
      throw new NetwachtError('noCertificate', `The certificate of the channel ${id} is not there any more`);
    return this.#options.host.test(setup);
  }

  /** Whether a function is on: as the gateway says; while none has been put, where an enabled channel needs it (§8). */
  functionOn(name: GatewayFunction): boolean {
    if (this.#gateway !== undefined) return this.#gateway.functions[name];
    return [...this.#channels.values()].some((channel) => channel.enabled && functionOf(channel) === name);
  }

  /** What a channel may do, for the door; undefined: unknown or off. */
  access(id: string) {
    const channel = this.#channels.get(id);
    if (channel?.enabled !== true) return undefined;
    const { use, role, variables } = channel;
    return { id, use, role, variables, pins: this.#pins.get(id) ?? [] };
  }

  /** Enabled channels that set variables, with their lists: operators and suppliers. */
  writers(): readonly { readonly id: string; readonly variables: readonly string[] }[] {
    return [...this.#channels].flatMap(([id, { enabled, use, role, variables }]) =>
      enabled && use === 'http' && role !== 'administrator' ? [{ id, variables }] : [],
    );
  }

  /** Keys of the variables whose channels are up now: they stay fresh (`freshBy: "channel"`). A listening channel needs a caller. */
  upVariables(): readonly string[] {
    const up = this.writers().filter(({ id }) => {
      const { status, connections } = this.status(id);
      return status === 'up' && (this.#channels.get(id)?.scenario === 'HKS3' || connections > 0);
    });
    return [...new Set(up.flatMap(({ variables }) => variables.map(variableKey)))];
  }

  /** Ids of the channels that use a certificate of ours, as today's or next. */
  usedBy(certificate: string): readonly string[] {
    return [...this.#channels].flatMap(([id, channel]) => {
      const today = channel.certificate ?? this.#gateway?.certificate;
      return [today, channel.nextCertificate].includes(certificate) ? [id] : [];
    });
  }

  #get(id: string): Channel {
    const channel = this.#channels.get(id);
    if (channel === undefined) throw new NetwachtError('notFound', `There is no channel ${id}`);
    return channel;
  }

  #setup(id: string, channel: Channel): ChannelSetup | undefined {
    const { identityOf, log } = this.#options;
    const setup = channelSetup(id, channel, this.#gateway, identityOf);
    if (setup === undefined) log.warn({ channel: id }, 'A channel cannot be set up: its certificate is not there');
    return setup;
  }

  #surroundings(gateway: Gateway | undefined): ChannelSurroundings {
    return { gateway, certificateExists: (name) => this.#hasCertificate(name), peerFaults: pinFaults };
  }

  #hasCertificate(name: string): boolean {
    return this.#options.identityOf(name) !== undefined;
  }

  /** Channels that share a port are told apart by the gateway's certificate. */
  #sharedPin(id: string, channel: Channel): DocumentFault | undefined {
    if (channel.listen === undefined) return undefined;
    const pins = peersOf(channel).map(pinOf);
    const other = [...this.#channels].find(
      ([otherId, { listen }]) =>
        otherId !== id && listen === channel.listen && this.#pins.get(otherId)?.some((pin) => pins.includes(pin)),
    );
    const message = `the channel ${other?.[0]} has the same listen and the same pinned certificate; they could not be told apart`;
    return other === undefined ? undefined : { path: 'peerCertificatePem', message };
  }

  #write(run: () => void): void {
    try {
      run();
    } catch (error) {
      throw notPersisted(error);
    } finally {
      // Also when only the audit row failed: the document is in force then.
      this.#read();
      this.apply();
      this.#options.onChange();
    }
  }

  #read(): void {
    const { store } = this.#options;
    const stored = store.gateway.gateway();
    this.#gateway = stored && this.#parsed(gatewaySchema, stored.document, 'the gateway');
    this.#channels = new Map(
      store.gateway.channels().flatMap(({ id, document }) => {
        const channel = this.#parsed(channelSchema, document, `the channel ${id}`);
        return channel === undefined ? [] : [[id, channel] as const];
      }),
    );
    this.#pins = new Map([...this.#channels].map(([id, channel]) => [id, pinsOf(channel)]));
  }

  /** A document that another version put may not fit; then it is left out, and the box goes on without it. */
  #parsed<S extends z.ZodType>(schema: S, document: unknown, what: string): z.output<S> | undefined {
    const read = schema.safeParse(document);
    if (!read.success)
      this.#options.log.warn({ issues: read.error.issues }, `What is stored of ${what} cannot be used`);
    return read.data;
  }
}

/** Only what can be pinned: a certificate that was stored was checked when it was put. */
const pinsOf = (channel: Channel): readonly string[] =>
  peersOf(channel).flatMap((pem) => (pinFaults(pem).length === 0 ? [pinOf(pem)] : []));

function refusal(code: string, faults: readonly DocumentFault[]): NetwachtError {
  const [first, ...others] = faults;
  const more = others.length === 0 ? '' : ` (also wrong: ${others.map(({ path }) => path).join(', ')})`;
  const path = first?.path ?? '';
  const where = path === '' ? '' : `${path}: `;
  return new NetwachtError(
    code,
    `${where}${first?.message ?? 'the document cannot be used'}${more}`,
    path === '' ? {} : { path },
  );
}
