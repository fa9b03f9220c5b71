import { isDeepStrictEqual } from 'node:util';
import type { Timers } from '../../../drivers/link/timers.ts';
import { ModbusServer } from '../../../drivers/server/modbus-server.ts';
import type { TemporaryShare } from '../../control/temporary-share.ts';
import type { Clock } from '../../domain/clock.ts';
import type { SunSpecServerState } from '../../domain/modbus-server.ts';
import type { Site } from '../../domain/site/schema.ts';
import { type SunSpecConfig, sunspecInForce } from '../../domain/site/sunspec.ts';
import type { State } from '../../domain/state.ts';
import { type Image, sunspecImage } from './image.ts';
import { ShareLease, type ShareLeaseOptions } from './share-lease.ts';
import { SunSpecValues } from './sunspec-values.ts';

export interface SunSpecDeskOptions {
  readonly serial: string;
  readonly version: string;
  /** Where the program listens for others. */
  readonly host: string;
  /** Named by the start of the program, in place of the site's (NETWACHT_MODBUS_PORT). */
  readonly portOfStart: number | undefined;
  readonly site: () => Site | undefined;
  readonly state: () => State | undefined;
  readonly share: { lease(share: TemporaryShare | undefined): void; percent(): number };
  readonly drawer: ShareLeaseOptions['drawer'];
  readonly setVariable: (name: string, value: number) => Promise<unknown>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: { warn(facts: object, sentence: string): void };
}

/** Who has written, on the page and in the proof log. */
export const sunspecAuthor = { name: 'sunspec', side: 'lan' } as const;

/** The main thread's desk for the SunSpec server: one port, as the site document says. */
export class SunSpecDesk {
  readonly #o: SunSpecDeskOptions;
  readonly #lease: ShareLease;
  #config: SunSpecConfig | undefined;
  #server: ModbusServer | undefined;
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;
  #picture:
    | { readonly site: Site; readonly state: State | undefined; readonly percent: number; readonly image: Image }
    | undefined;

  constructor(options: SunSpecDeskOptions) {
    this.#o = options;
    const { share: desk, drawer, clock, timers } = options;
    this.#lease = new ShareLease({ desk, drawer, clock, timers });
  }

  /** Once, after the site is known: a share that held before goes on, and the port opens. */
  start(): Promise<void> {
    const config = this.#wanted();
    if (config?.writes === true) this.#lease.resume(config.leaseS);
    else this.#lease.end();
    return this.siteChanged();
  }

  /** The site was put. Resolves when the port listens, has failed to or is closed. */
  siteChanged(): Promise<void> {
    // Who may no longer write has nothing to say any more.
    if (this.#wanted()?.writes !== true) this.#lease.end();
    this.#work = this.#work.then(() => this.#follow());
    return this.#work;
  }

  /** Undefined while it does not listen. */
  get port(): number | undefined {
    return this.#server?.port;
  }

  /** null: it is off. */
  view(): SunSpecServerState | null {
    if (this.#server === undefined) return null;
    const held = this.#lease.now();
    const lease =
      held === undefined
        ? null
        : { percent: held.percent, since: new Date(held.sinceMs).toISOString(), leaseLeftS: this.#lease.leftS() };
    return { ...this.#server.view(), writes: this.#config?.writes === true, lease };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
    this.#lease.close();
    await this.#server?.close();
  }

  #wanted(): SunSpecConfig | undefined {
    return sunspecInForce(this.#o.site()?.sunspec, this.#o.portOfStart);
  }

  async #follow(): Promise<void> {
    const wanted = this.#wanted();
    if (this.#isClosed || isDeepStrictEqual(wanted, this.#config)) return;
    this.#config = wanted;
    await this.#server?.close();
    this.#server = undefined;
    if (wanted === undefined) return;
    const { host, clock, timers, log } = this.#o;
    const { port, allow } = wanted;
    this.#server = new ModbusServer({
      ...{ name: 'SunSpec server', host, port, allow, clock, timers },
      values: new SunSpecValues(wanted, {
        image: () => this.#image(wanted.unit),
        share: (percent) => this.#lease.write(percent, sunspecAuthor.name, wanted.leaseS),
        variable: this.#o.setVariable,
      }),
      warn: (sentence) => log.warn({ port }, sentence),
    });
    await this.#server.start();
  }

  /** Made anew when somebody asks and a cycle has ended since. */
  #image(firstUnit: number): Image {
    const site = this.#o.site();
    if (site === undefined) return new Map();
    const { serial, version } = this.#o;
    const state = this.#o.state();
    const percent = Math.min(site.sharePercent, this.#o.share.percent());
    const known = this.#picture;
    if (known?.site === site && known.state === state && known.percent === percent) return known.image;
    const image = sunspecImage({ site, state, serial, version, firstUnit, percent });
    this.#picture = { site, state, percent, image };
    return image;
  }
}
