import { isDeepStrictEqual } from 'node:util';
import {
  type Channel,
  type ChannelStatus,
  type ChannelTest,
  channelId,
  functionOf,
  type Gateway,
  type GatewayFunction,
} from '../domain/channel.ts';
import type { ChannelHost, ChannelSetup, Identity } from '../domain/channel-setup.ts';
import type { Clock } from '../domain/clock.ts';
import { NetwachtError } from '../domain/errors.ts';
import { type ChannelSurroundings, maxChannels, readChannel, readGateway } from '../domain/gateway-check.ts';
import { variableKey } from '../domain/variable.ts';
import type { Store } from '../store/store.ts';
import type { UpChannel } from './channel-freshness.ts';
import { channelSetup, termsOf } from './channel-setup.ts';
import { refusal, sharedPin, takenFromChannels } from './gateway-clashes.ts';
import {
  channelStatus,
  functionsOf,
  type GatewayDocuments,
  type KeptChannel,
  readDocuments,
} from './gateway-documents.ts';
import { pinFaults } from './pinned-certificate.ts';
import { notPersisted } from './site-desk.ts';

export interface GatewayDeskOptions {
  readonly store: Store;
  readonly host: ChannelHost;
  /** A certificate of ours with its key; undefined: there is none of that name. */
  readonly identityOf: (name: string) => Identity | undefined;
  readonly clock: Clock;
  /** Told after each change, when it is in force: the door, which ends streams of before. */
  readonly onChange: () => void;
  /** The functions that are on have changed: the proof log. */
  readonly onFunctions: (on: Readonly<Record<GatewayFunction, boolean>>, who: string) => void;
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
  /** Channels that are being tried. */
  readonly #tried = new Set<string>();
  #kept: GatewayDocuments;

  constructor(options: GatewayDeskOptions) {
    this.#options = options;
    this.#kept = this.#read();
  }

  /** Hands the channels to the smgw process: at the start, and whenever a certificate of ours changed. */
  apply(): void {
    this.#options.host.configure(
      [...this.#kept.channels].flatMap(([id, { channel }]) => {
        const setup = channel.enabled ? this.#setup(id, channel) : undefined;
        return setup === undefined ? [] : [setup];
      }),
    );
  }

  /** The gateway with the functions that are on; undefined: neither gateway nor channels are there. */
  gateway(): Gateway | undefined {
    const { gateway, channels } = this.#kept;
    return gateway === undefined && channels.size === 0
      ? undefined
      : { ...gateway, functions: functionsOf(this.#kept) };
  }

  /** Codes: `badGateway` (400, with path), `notPersisted` (503). */
  putGateway(document: unknown, author: Author): void {
    const { store, log } = this.#options;
    const read = readGateway(document, (name) => this.#hasCertificate(name));
    if (!read.ok) throw refusal('badGateway', read.faults);
    const taken = takenFromChannels(this.#kept.channels, this.#surroundings(read.value));
    if (taken !== undefined) throw refusal('badGateway', [taken]);
    const limited = this.functionOn('limit');
    this.#write(author, 'gateway put', () => store.gateway.putGateway(document));
    if (limited && !this.functionOn('limit'))
      log.warn({ by: author.name }, 'The limits of the grid operator were switched off; those in force stay');
  }

  /** All channels, by id. */
  channels(): readonly ChannelView[] {
    return [...this.#kept.channels.keys()].map((id) => this.channel(id));
  }

  /** Code: `notFound` (404). */
  channel(id: string): ChannelView {
    const kept = this.#get(id);
    return { id, ...kept.channel, ...channelStatus(kept, this.#options.host.status(id)) };
  }

  /** Codes: `badChannel` (400, with path), `tooMany` (400), `notPersisted` (503). */
  putChannel(id: string, document: unknown, author: Author): void {
    const { channels, gateway } = this.#kept;
    if (!channelId.safeParse(id).success)
      throw new NetwachtError('badChannel', 'a channel is named by 1 to 32 letters, digits, _ or -', { path: 'id' });
    if (!channels.has(id) && channels.size >= maxChannels)
      throw new NetwachtError('tooMany', `There are ${maxChannels} channels already; remove one first`);
    const read = readChannel(document, this.#surroundings(gateway));
    if (!read.ok) throw refusal('badChannel', read.faults);
    const clash = sharedPin(channels, id, read.value);
    if (clash !== undefined) throw refusal('badChannel', [clash]);
    const { scenario, use, role, enabled } = read.value;
    const what = `channel ${id} put: ${scenario}, ${use}, ${role}, ${enabled ? 'enabled' : 'off'}`;
    this.#write(author, what, () => this.#options.store.gateway.putChannel(id, document));
  }

  /** Codes: `notFound` (404), `notPersisted` (503). */
  removeChannel(id: string, author: Author): void {
    this.#get(id);
    this.#write(author, `channel ${id} removed`, () => this.#options.store.gateway.removeChannel(id));
  }

  /**
   * Sets a channel up once beside the running one; a gateway may have few places, so one try of a channel at a time.
   * Codes: `notFound` (404), `noCertificate` (409), `busy` (503), those of the host.
   */
  async test(id: string): Promise<ChannelTest> {
    const setup = this.#setup(id, this.#get(id).channel);
    if (setup === undefined)
      throw new NetwachtError('noCertificate', `The certificate of the channel ${id} is not there any more`);
    if (this.#tried.has(id)) throw new NetwachtError('busy', `The channel ${id} is being tried already; wait for that`);
    this.#tried.add(id);
    try {
      return await this.#options.host.test(setup);
    } finally {
      this.#tried.delete(id);
    }
  }

  functionOn(name: GatewayFunction): boolean {
    return functionsOf(this.#kept)[name];
  }

  /** What a channel may do, for the door; undefined: unknown or off. */
  access(id: string) {
    const kept = this.#kept.channels.get(id);
    if (kept?.channel.enabled !== true) return undefined;
    const { use, role, variables } = kept.channel;
    const terms = termsOf(kept.channel, this.#kept.gateway);
    return { id, use, role, variables, pins: kept.pins, terms };
  }

  /** Enabled channels that set variables, with their lists: operators and suppliers. */
  writers(): readonly { readonly id: string; readonly variables: readonly string[] }[] {
    return [...this.#kept.channels].flatMap(([id, { channel }]) => {
      const { enabled, use, role, variables } = channel;
      return enabled && use === 'http' && role !== 'administrator' ? [{ id, variables }] : [];
    });
  }

  /**
   * The channels that are up and may set their variables, with the keys of those: what each wrote stays fresh
   * (`freshBy: "channel"`). A listener needs a caller; a channel whose function is off is not listened to.
   */
  upChannels(): readonly UpChannel[] {
    return this.writers().flatMap(({ id, variables }) => {
      const channel = this.channel(id);
      const isUp = channel.status === 'up' && (channel.scenario === 'HKS3' || channel.connections > 0);
      return isUp && this.functionOn(functionOf(channel)) ? [{ id, keys: variables.map(variableKey) }] : [];
    });
  }

  /** Ids of the channels that use a certificate of ours, as today's or next. */
  usedBy(certificate: string): readonly string[] {
    return [...this.#kept.channels].flatMap(([id, { channel }]) => {
      const today = channel.certificate ?? this.#kept.gateway?.certificate;
      return [today, channel.nextCertificate].includes(certificate) ? [id] : [];
    });
  }

  #get(id: string): KeptChannel {
    const kept = this.#kept.channels.get(id);
    if (kept === undefined) throw new NetwachtError('notFound', `There is no channel ${id}`);
    return kept;
  }

  #setup(id: string, channel: Channel): ChannelSetup | undefined {
    const { identityOf, log } = this.#options;
    const setup = channelSetup(id, channel, this.#kept.gateway, identityOf);
    if (setup === undefined) log.warn({ channel: id }, 'A channel cannot be set up: its certificate is not there');
    return setup;
  }

  #surroundings(gateway: Gateway | undefined): ChannelSurroundings {
    return { gateway, certificateExists: (name) => this.#hasCertificate(name), peerFaults: pinFaults };
  }

  #hasCertificate(name: string): boolean {
    return this.#options.identityOf(name) !== undefined;
  }

  /** Writes, and puts in force what is on disk then: also when only the audit row failed. */
  #write(author: Author, what: string, run: () => void): void {
    const { store, log, onFunctions, onChange } = this.#options;
    const before = functionsOf(this.#kept);
    try {
      run();
      store.audit.append({ who: author.name, what });
    } catch (error) {
      throw notPersisted(error);
    } finally {
      this.#kept = this.#read();
      const on = functionsOf(this.#kept);
      if (!isDeepStrictEqual(on, before)) onFunctions(on, author.name);
      this.apply();
      onChange();
    }
    log.info({ by: author.name }, `Gateway channels: ${what}`);
  }

  #read(): GatewayDocuments {
    const { store, log } = this.#options;
    return readDocuments(store.gateway, (what, issues) =>
      log.warn({ issues }, `What is stored of ${what} cannot be used`),
    );
  }
}
