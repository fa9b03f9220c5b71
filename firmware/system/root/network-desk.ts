import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { NetworkAnswer, NetworkSetting, NetworkState } from '../../domain/box.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { checkNetworkSetting, factoryNetwork } from '../../domain/network-setting.ts';
import { firewallSets, type Listening } from './firewall-sets.ts';
import { choose, gatewayOf, interfaceFacts, nameServersOf, wiredInterfaces } from './interfaces.ts';
import { forget, keep, readKept } from './kept.ts';
import type { NetworkApply } from './network-apply.ts';
import { type Chosen, networkdFiles } from './networkd-files.ts';
import type { RootLog } from './server.ts';

export interface NetworkDeskParts {
  readonly apply: NetworkApply;
  /** The setting that holds, /data/system/network.json. */
  readonly file: string;
  /** /run/netwacht-network: what is gone after a restart of the box, a trial among it. */
  readonly folder: string;
  /** /sys/class/net, /proc/net/route, resolved's list of name servers. */
  readonly sys: string;
  readonly route: string;
  readonly resolvConf: string;
  /** `monotonicMs` counts on while this process is away. */
  readonly clock: Clock;
  /** The LAN's interface of the last start. */
  readonly lanBefore: () => string | undefined;
  readonly log: RootLog;
  readonly times?: Partial<NetworkTimes>;
}

export interface NetworkTimes {
  readonly trialMs: number;
  /** The answer to whoever changed the address goes out over the old one. */
  readonly delayMs: number;
}

const trialSchema = z.strictObject({ network: z.unknown(), untilMs: z.number() });

interface Trial {
  readonly network: NetworkSetting;
  readonly untilMs: number;
}

/**
 * The setting of the network and its changes, each on trial: who cannot reach the box any more has nothing to do but wait. A
 * trial outlives a crash of this process and ends, as everything in /run, with a restart of the box.
 */
export class NetworkDesk {
  readonly #parts: NetworkDeskParts;
  readonly #times: NetworkTimes;
  #kept: NetworkSetting = factoryNetwork;
  #fault: string | null = null;
  #trial: Trial | undefined;
  /** When the setting on trial comes into force, and when it goes again. */
  #start: NodeJS.Timeout | undefined;
  #back: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: NetworkDeskParts) {
    this.#parts = parts;
    this.#times = { trialMs: 120_000, delayMs: 1_000, ...parts.times };
    this.#readKept();
  }

  /** A trial runs: the process must not end. */
  get busy(): boolean {
    return this.#trial !== undefined;
  }

  /** Whether the kept setting could be read; a sentence if not. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Before systemd-networkd starts: the kept setting comes into force. Codes: `networkFailed`. */
  async atBoot(): Promise<void> {
    forget(this.#trialFile);
    await this.#parts.apply.atBoot(this.#kept, this.#chosen(this.#kept));
    if (this.#fault !== null) this.#parts.log.error({}, this.#fault);
  }

  /** Files for the next start, by name; undefined where it has to look anew: no LAN yet, or a setting that cannot be read. */
  rendered(): ReadonlyMap<string, string> | undefined {
    const chosen = this.#chosen(this.#kept);
    if (chosen.lan === undefined || this.#fault !== null) return undefined;
    return new Map([
      ...networkdFiles(this.#kept, chosen),
      ['sets.nft', firewallSets(chosen, { lan: [], han: [] })],
      ['lan', `${chosen.lan}\n`],
      ['hostname', this.#kept.hostname],
    ]);
  }

  /** Takes up a trial that a crash of this process left. */
  async resume(): Promise<void> {
    let trial: Trial | undefined;
    try {
      trial = readKept(this.#trialFile, (value) => {
        const { network, untilMs } = trialSchema.parse(value);
        return { network: checkNetworkSetting(network), untilMs };
      });
    } catch (error) {
      this.#parts.log.error({ err: error }, 'a setting on trial cannot be read; the one before comes back');
      await this.#goBack();
      return;
    }
    if (trial === undefined) return;
    if (trial.untilMs <= this.#parts.clock.monotonicMs()) await this.#goBack();
    else this.#begin(trial, 0);
  }

  get(): NetworkAnswer {
    const setting = this.#trial?.network ?? this.#kept;
    return { ok: true, network: { ...setting, state: this.#state(setting) } };
  }

  /** Begins a trial, in place of one that runs. Codes: `badNetwork`, `noInterface`, `notPersisted`. */
  set(value: NetworkSetting): NetworkAnswer {
    const network = checkNetworkSetting(value);
    this.#known(network);
    const trial = { network, untilMs: this.#parts.clock.monotonicMs() + this.#times.trialMs };
    keep(this.#trialFile, trial);
    this.#begin(trial, this.#times.delayMs);
    return this.get();
  }

  /** The setting on trial holds from now on. Codes: `noTrial`, `notPersisted`. */
  confirm(): NetworkAnswer {
    if (this.#trial === undefined)
      throw new NetwachtError(
        'noTrial',
        'No setting of the network is on trial: it went back after its time, or none was changed',
      );
    keep(this.#parts.file, this.#trial.network);
    this.#kept = this.#trial.network;
    this.#fault = null;
    // Confirmed before it came into force: it still does.
    clearTimeout(this.#back);
    this.#endTrial();
    return this.get();
  }

  async listen(ports: Listening): Promise<NetworkAnswer> {
    await this.#alone(() => this.#parts.apply.listen(ports, this.#chosen(this.#trial?.network ?? this.#kept)));
    return this.get();
  }

  /** Ends timers and waits for what is under way; a trial goes on in the next process. */
  async close(): Promise<void> {
    this.#stopTimers();
    await this.#work;
  }

  get #trialFile(): string {
    return join(this.#parts.folder, 'trial.json');
  }

  #begin(trial: Trial, delayMs: number): void {
    this.#stopTimers();
    this.#trial = trial;
    const { apply, clock, log } = this.#parts;
    this.#back = setTimeout(() => void this.#goBack(), trial.untilMs - clock.monotonicMs());
    this.#start = setTimeout(() => {
      this.#alone(() => apply.now(trial.network, this.#chosen(trial.network))).catch((error) => {
        log.error({ err: error }, 'the new setting of the network failed; the one before comes back');
        if (this.#trial === trial) void this.#goBack();
      });
    }, delayMs);
  }

  /** Never rejects. */
  async #goBack(): Promise<void> {
    this.#stopTimers();
    this.#endTrial();
    try {
      await this.#alone(() => this.#parts.apply.now(this.#kept, this.#chosen(this.#kept)));
      this.#parts.log.info({}, 'the setting of the network was not confirmed; the one before holds again');
    } catch (error) {
      this.#parts.log.error(
        { err: error },
        'the setting of the network before could not be brought back; a restart of the box will',
      );
    }
  }

  #stopTimers(): void {
    clearTimeout(this.#start);
    clearTimeout(this.#back);
  }

  #endTrial(): void {
    this.#trial = undefined;
    forget(this.#trialFile);
  }

  /** One change after the other. */
  #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  #readKept(): void {
    try {
      this.#kept = readKept(this.#parts.file, checkNetworkSetting) ?? factoryNetwork;
    } catch (error) {
      const why = error instanceof NetwachtError ? error.message : 'the file is damaged';
      this.#fault = `The kept setting of the network cannot be used (${why}); the box asks for an address by DHCP instead`;
    }
  }

  #chosen(setting: NetworkSetting): Chosen {
    return choose(setting, wiredInterfaces(this.#parts.sys), this.#parts.lanBefore());
  }

  /** A typing error must not end in a box without a network. */
  #known(setting: NetworkSetting): void {
    const names = wiredInterfaces(this.#parts.sys).map(({ name }) => name);
    const list = names.length === 0 ? 'none' : names.join(', ');
    for (const [path, name] of [
      ['lan.interface', setting.lan.interface],
      ['han.interface', setting.han?.interface],
    ] as const)
      if (name !== undefined && !names.includes(name))
        throw new NetwachtError('noInterface', `This box has no wired interface ${name}; it has ${list}`, { path });
    if (this.#chosen(setting).lan === undefined)
      throw new NetwachtError('noInterface', `No interface is left for the LAN; this box has ${list}`, {
        path: 'han.interface',
      });
  }

  #state(setting: NetworkSetting): NetworkState {
    const { sys, route, resolvConf, clock } = this.#parts;
    const trial = this.#trial;
    return {
      interfaces: interfaceFacts(wiredInterfaces(sys), this.#chosen(setting)),
      gateway: gatewayOf(text(route)),
      dns: nameServersOf(text(resolvConf)),
      trial:
        trial === undefined
          ? null
          : { until: new Date(clock.wallMs() + trial.untilMs - clock.monotonicMs()).toISOString() },
      fault: this.#fault,
    };
  }
}

const text = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
