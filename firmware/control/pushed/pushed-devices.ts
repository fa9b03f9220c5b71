import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { ChargePointPush, MeterPush, PushedOffer } from '../../domain/push.ts';
import type { RemoteOffer, RemoteReport } from '../../domain/remote-device.ts';
import { type DeviceConfig, isPushed, pushedMeterDefinition } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import { PushedChargePoint } from './pushed-charge-point.ts';
import { PushedMeter } from './pushed-meter.ts';

export interface PushedDevicesOptions {
  readonly site: () => Site | undefined;
  /** Tells the control worker how these devices do; times are those of `clock`. */
  readonly tellWorker: (reports: readonly RemoteReport[], sentMs: number) => void;
  /** A card was shown at a charge point. */
  readonly showCard: (chargePoint: string, uid: string) => void;
  readonly clock: Clock;
  readonly timers: { after(delayMs: number, action: () => void): () => void };
}

/** A worker that hears nothing for long counts a device as lost. */
const tellEveryMs = 1000;
/** However fast pushes come, the worker is told once in this time. */
const tellWithinMs = 200;

/** The devices of the site whose values are pushed to the box (decision 079); in the main thread. */
export class PushedDevices {
  readonly #o: PushedDevicesOptions;
  readonly #devices = new Map<string, PushedMeter | PushedChargePoint>();
  readonly #offers = new Map<string, RemoteOffer>();
  readonly #cards = new Map<string, string | undefined>();
  #cancel: (() => void) | undefined;
  #dueMs = Number.POSITIVE_INFINITY;

  constructor(options: PushedDevicesOptions) {
    this.#o = options;
  }

  start(): void {
    this.siteChanged();
  }

  stop(): void {
    this.#cancel?.();
    this.#dueMs = Number.NEGATIVE_INFINITY;
  }

  /** The site was put: devices come and go; one that stays keeps what was pushed to it. */
  siteChanged(): void {
    const site = this.#o.site();
    const wanted = new Map((site?.devices ?? []).filter((d) => d.enabled && isPushed(d)).map((d) => [d.id, d]));
    for (const [id, { config }] of this.#devices)
      if (wanted.get(id)?.definition !== config.definition) this.#forget(id);
    for (const config of wanted.values()) this.#use(config, site?.voltageV ?? 230);
    this.#tellWithin(0);
  }

  /** Codes: see `PushPort`. */
  meter(id: string, push: MeterPush): void {
    const device = this.#find(id);
    if (!(device instanceof PushedMeter)) throw otherDevice(id, 'meter');
    mustSay(push);
    device.take(push, this.#nowMs);
    this.#tellWithin(tellWithinMs);
  }

  /** Codes: see `PushPort`. */
  chargePoint(id: string, push: ChargePointPush): PushedOffer {
    const device = this.#find(id);
    if (!(device instanceof PushedChargePoint)) throw otherDevice(id, 'charge point');
    mustSay(push);
    const offer = device.take(push, this.#nowMs, this.#o.site()?.mode === 'observe');
    // At once: the worker may decide anew meanwhile, and would not hear that this one was taken.
    this.#tell([device.report(this.#nowMs)]);
    this.#card(id, push.rfid);
    return offer;
  }

  /** A set-point of the control worker (ControlHost.onRemoteOffer); those of other devices are let be. */
  offer(offer: RemoteOffer): void {
    this.#offers.set(offer.device, offer);
    const device = this.#devices.get(offer.device);
    if (device instanceof PushedChargePoint) device.offer(offer);
  }

  get #nowMs(): number {
    return this.#o.clock.monotonicMs();
  }

  #use(config: DeviceConfig, nominalV: number): void {
    const known = this.#devices.get(config.id);
    if (known !== undefined) known.use(config, nominalV);
    else if (config.definition === pushedMeterDefinition)
      this.#devices.set(config.id, new PushedMeter(config, nominalV, this.#nowMs));
    else {
      const device = new PushedChargePoint(config, this.#nowMs);
      this.#devices.set(config.id, device);
      const offer = this.#offers.get(config.id);
      if (offer !== undefined) device.offer(offer);
    }
  }

  #forget(id: string): void {
    this.#devices.delete(id);
    this.#cards.delete(id);
  }

  #find(id: string): PushedMeter | PushedChargePoint {
    const device = this.#devices.get(id);
    if (device !== undefined) return device;
    const other = this.#o.site()?.devices.find((one) => one.id === id);
    if (other === undefined) throw new NetwachtError('noDevice', `There is no device "${id.slice(0, 64)}"`);
    const why = other.enabled ? `reads its values itself (${other.definition})` : 'is switched off';
    throw new NetwachtError('otherDevice', `${id} ${why}: nothing can be pushed to it`);
  }

  /** A card is shown once, however often the same one is said. */
  #card(id: string, uid: string | undefined): void {
    if (uid !== undefined && uid !== this.#cards.get(id)) this.#o.showCard(id, uid);
    this.#cards.set(id, uid);
  }

  #tellWithin(delayMs: number): void {
    const dueMs = this.#nowMs + delayMs;
    if (dueMs >= this.#dueMs) return;
    this.#cancel?.();
    this.#dueMs = dueMs;
    this.#cancel = this.#o.timers.after(delayMs, () => {
      this.#dueMs = Number.POSITIVE_INFINITY;
      this.#tell([...this.#devices.values()].map((device) => device.report(this.#nowMs)));
      this.#tellWithin(tellEveryMs);
    });
  }

  #tell(reports: readonly RemoteReport[]): void {
    if (reports.length > 0) this.#o.tellWorker(reports, this.#nowMs);
  }
}

const otherDevice = (id: string, kind: string): NetwachtError =>
  new NetwachtError('otherDevice', `${id} is no ${kind} that is pushed to`);

/** A push without any value says nothing of whether the device is there. */
function mustSay(push: object): void {
  if (Object.keys(push).length === 0) throw new NetwachtError('noValue', 'The push has no value that is known here');
}
