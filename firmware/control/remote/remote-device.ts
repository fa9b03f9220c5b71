import { Sieve } from '../../../drivers/device/sieve.ts';
import type { Clock } from '../../domain/clock.ts';
import type {
  Device,
  DeviceFacts,
  DeviceFault,
  DeviceHealth,
  DeviceReadings,
  Reading,
  WriteState,
} from '../../domain/device.ts';
import { type RemoteOffer, type RemoteReport, remotePlace } from '../../domain/remote-device.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';

export interface RemoteDeviceOptions {
  readonly config: Pick<
    DeviceConfig,
    'id' | 'role' | 'wiring' | 'minCurrentA' | 'maxCurrentA' | 'address' | 'connector'
  >;
  readonly clock: Clock;
  /** Sends an offer to the main thread. */
  readonly send: (offer: RemoteOffer) => void;
  /** A number that no offer had before. */
  readonly nextId: () => number;
}

/** The main thread says everything once a second: silence of so long is a thread that hangs. */
const silentAfterMs = 10_000;
/** Contracts §4, where neither site nor product say more. */
const usualMaxMa = 16_000;
/** What any box follows exactly: some round to whole amperes. */
const usualStepMa = 1000;

/**
 * A device whose socket is in the main thread: a mailbox. Offers go out as messages; what the main thread reports is what it
 * says. A thread that reports nothing is a device that does not answer.
 */
export class RemoteDevice implements Device {
  readonly place: string;
  readonly #o: RemoteDeviceOptions;
  readonly #sieve: Sieve;
  readonly #listeners: (() => void)[] = [];
  readonly #startedAtMs: number;
  #facts: DeviceFacts;
  #factsText = '';
  #report: RemoteReport | undefined;
  #readings: DeviceReadings = {};
  #healthSinceMs: number;
  #heardAtMs: number;
  #offer: { readonly id: number; readonly currentMa: number; readonly atMs: number } | undefined;
  #phases: 1 | 3 | undefined;
  #lastWrite: WriteState | undefined;

  constructor(options: RemoteDeviceOptions) {
    this.#o = options;
    this.place = remotePlace(options.config);
    this.#facts = factsOf(options.config, {});
    this.#sieve = new Sieve(this.#facts);
    this.#startedAtMs = options.clock.monotonicMs();
    this.#healthSinceMs = this.#startedAtMs;
    this.#heardAtMs = this.#startedAtMs;
  }

  get facts(): DeviceFacts {
    return this.#facts;
  }

  get health(): DeviceHealth {
    if (this.#isSilent) return 'offline';
    return this.#report?.health ?? 'probing';
  }

  get healthSinceMs(): number {
    return this.#isSilent ? this.#heardAtMs + silentAfterMs : this.#healthSinceMs;
  }

  get fault(): DeviceFault | undefined {
    if (this.#isSilent) return { code: 'noReport', message: `nothing is heard of the connection of ${this.#facts.id}` };
    return this.#report?.fault ?? this.#sieve.fault;
  }

  get readings(): DeviceReadings {
    return this.#readings;
  }

  get lastWrite(): WriteState | undefined {
    return this.#lastWrite;
  }

  start(): void {}

  async stop(): Promise<void> {}

  offer(currentMa: number): void {
    this.#send(currentMa);
  }

  usePhases(count: 1 | 3): void {
    this.#phases = count;
    this.#send(this.#offer?.currentMa ?? 0);
  }

  onWriteSettled(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** What the main thread says of it. `offsetMs`: to be added to its times. */
  take(report: RemoteReport, offsetMs: number): void {
    this.#report = report;
    this.#heardAtMs = this.#o.clock.monotonicMs();
    this.#healthSinceMs = report.healthSinceMs + offsetMs;
    const text = JSON.stringify(report.facts ?? {});
    if (text !== this.#factsText) {
      this.#factsText = text;
      this.#facts = factsOf(this.#o.config, report.facts ?? {});
    }
    this.#readings = this.#sieve.pass(moved(report.readings, offsetMs));
    this.#settle(report, offsetMs);
  }

  get #isSilent(): boolean {
    return this.#o.clock.monotonicMs() - this.#heardAtMs > silentAfterMs;
  }

  #send(currentMa: number): void {
    const id = this.#o.nextId();
    const atMs = this.#o.clock.monotonicMs();
    this.#offer = { id, currentMa, atMs };
    this.#lastWrite = { offeredMa: currentMa, requestedAtMs: atMs, outcome: 'pending' };
    const phases = this.#phases === undefined ? {} : { phases: this.#phases };
    this.#o.send({ device: this.#facts.id, place: this.place, id, currentMa, ...phases });
  }

  #settle({ write }: RemoteReport, offsetMs: number): void {
    const offer = this.#offer;
    if (write === undefined || offer === undefined || write.id !== offer.id) return;
    if (this.#lastWrite?.outcome === write.outcome && write.outcome === 'pending') return;
    const before = this.#lastWrite?.outcome;
    const { outcome, repliedAtMs, error } = write;
    this.#lastWrite = {
      ...{ offeredMa: offer.currentMa, requestedAtMs: offer.atMs, outcome },
      // A message may seem to come before what it answers by as much as the first messages were late.
      ...(repliedAtMs === undefined ? {} : { repliedAtMs: Math.max(offer.atMs, repliedAtMs + offsetMs) }),
      ...(error === undefined ? {} : { error }),
    };
    if (before !== outcome) for (const listener of this.#listeners) listener();
  }
}

function factsOf(
  { id, role, wiring, minCurrentA, maxCurrentA }: RemoteDeviceOptions['config'],
  { stepMa = usualStepMa, minMa = 0, maxMa, ...rest }: NonNullable<RemoteReport['facts']>,
): DeviceFacts {
  const siteMaxMa = maxCurrentA === undefined ? usualMaxMa : Math.round(maxCurrentA * 1000);
  return {
    ...{ id, kind: role === 'chargePoint' ? 'chargePoint' : 'meter', wiring, stepMa },
    minMa: Math.max(minMa, Math.round(minCurrentA * 1000)),
    maxMa: Math.min(maxMa ?? siteMaxMa, siteMaxMa),
    ...{ readsBack: false, measuresCurrent: false, ...rest },
  };
}

function moved(readings: DeviceReadings, offsetMs: number): DeviceReadings {
  const out: Record<string, Reading<unknown>> = {};
  for (const [part, { value, atMs }] of Object.entries(readings) as [string, Reading<unknown>][])
    out[part] = { value, atMs: atMs + offsetMs };
  return out as DeviceReadings;
}
