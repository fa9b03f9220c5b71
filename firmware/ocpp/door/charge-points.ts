import type { OcppServerView } from '../../domain/ocpp-views.ts';
import type { RemoteOffer } from '../../domain/remote-device.ts';
import { Central, type CentralOptions } from '../central/central.ts';
import type { ChargePointSession } from '../central/charge-point-session.ts';
import { dialect16 } from '../central/v16/dialect.ts';
import { dialect201 } from '../central/v201/dialect.ts';
import type { Ailment } from '../health-book.ts';
import type { MessageLog } from '../message-log/message-log.ts';
import { chargeBoxView, seenBoxView } from './box-views.ts';
import { ChargePointDoor, type ChargePointDoorOptions } from './charge-point-door.ts';

export interface ChargePointsOptions
  extends Omit<ChargePointDoorOptions, 'taker'>,
    Pick<CentralOptions, 'store' | 'authoriser' | 'tellWorker'> {
  readonly messages: MessageLog;
  /** A connector that the site has from now on: listen to it at once. */
  readonly onSession: (session: ChargePointSession) => void;
  readonly log: CentralOptions['log'];
}

/** Charge points that speak OCPP: the port that they come in by, and the central system that they come to. */
export class ChargePoints {
  readonly #o: ChargePointsOptions;
  readonly #central: Central;
  readonly #door: ChargePointDoor;
  /** Sessions that are listened to. */
  readonly #heard = new WeakSet<ChargePointSession>();

  constructor(options: ChargePointsOptions) {
    this.#o = options;
    const { clock, timers, messages } = options;
    this.#central = new Central({
      ...options,
      dialects: [dialect16({ clock }), dialect201({ clock, timers })],
      observe: (station, message) => messages.add({ side: 'chargePoint', station }, message),
    });
    this.#door = new ChargePointDoor({ ...options, taker: this.#central });
    this.#listen();
  }

  /** The site, the document of the port, a password or a certificate has changed. */
  changed(): void {
    this.#central.siteChanged();
    this.#listen();
    void this.#door.changed();
  }

  /** A set-point of the control worker. */
  offer(offer: RemoteOffer): void {
    this.#central.offer(offer);
  }

  session(device: string): ChargePointSession | undefined {
    return this.#central.session(device);
  }

  get listening(): boolean {
    return this.#door.listening;
  }

  view(): Omit<OcppServerView, keyof ReturnType<ChargePointsOptions['document']>> {
    const { listening, port, error } = this.#door;
    return {
      ...{ listening, port, error: error ?? null },
      chargeBoxes: this.#central.view().map(chargeBoxView),
      seen: this.#central.seen().map(seenBoxView),
    };
  }

  health(): readonly Ailment[] {
    const twins = this.#central.view().filter(({ hasRival }) => hasRival);
    return [
      ...this.#door.health(),
      ...twins.map(
        ({ identity, address }): Ailment => ({
          ...{ id: `ocpp:twins:${identity}`, severity: 'warning', code: 'ocppTwins', what: identity },
          message: `two charge points come as ${identity} (the one of the moment from ${address ?? 'nowhere'}) and displace each other`,
        }),
      ),
    ];
  }

  /** Ends all connections. Limits in the charge points run out by themselves. */
  async stop(): Promise<void> {
    this.#central.stop();
    await this.#door.close();
  }

  #listen(): void {
    for (const session of this.#central.sessions()) {
      if (this.#heard.has(session)) continue;
      this.#heard.add(session);
      this.#o.onSession(session);
    }
  }
}
