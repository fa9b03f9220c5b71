import type { Socket } from 'node:net';
import { ClsTrust } from './cls-trust.ts';
import { Emt } from './emt/emt.ts';
import { EventLog } from './event-log.ts';
import { FaultBox, type FaultName } from './faults.ts';
import { GatewayCertificates } from './gateway-certificates.ts';
import { HanDialler } from './han-dialler.ts';
import { HanListener } from './han-listener.ts';
import { LiveChannels } from './live-channels.ts';
import type { HostPort, SmgwSimOptions } from './options.ts';
import { byAddress, type Destination, defaultProfile, nameOf, type ProxyProfile, profileSchema } from './profile.ts';
import type { Surroundings } from './surroundings.ts';
import { VirtualClock } from './virtual-clock.ts';

const twoDaysS = 48 * 3600;
/** What the field study saw (notes 1.7). */
const studiedIdleS = 180;

/** A simulated Smart Meter Gateway with its gateway administrator and its EMT, on loopback. */
export class SmgwSim {
  /** HKS3: where the CLS dials, `host:port`; of the other scenarios `''`. */
  readonly address: string;
  readonly emt: Emt;
  readonly events: EventLog;
  readonly control: GatewayControl;
  readonly #end: () => Promise<void>;

  constructor(parts: {
    address: string;
    emt: Emt;
    events: EventLog;
    control: GatewayControl;
    end: () => Promise<void>;
  }) {
    this.address = parts.address;
    this.emt = parts.emt;
    this.events = parts.events;
    this.control = parts.control;
    this.#end = parts.end;
  }

  /** What the CLS pins: the certificate in use. */
  get peerCertificatePem(): string {
    return this.control.certificates.current.certificatePem;
  }

  /** Ends listener, channels and timers. */
  close(): Promise<void> {
    return this.#end();
  }
}

/** What the gateway administrator does; the loopback API of the command line is made of the same calls. */
export class GatewayControl {
  readonly certificates: GatewayCertificates;
  readonly clock: VirtualClock;
  readonly #around: Surroundings;
  readonly #setProfile: (profile: ProxyProfile) => void;
  #cls: HostPort | undefined;

  constructor(around: Surroundings, setProfile: (profile: ProxyProfile) => void, cls: HostPort | undefined) {
    this.certificates = around.certificates;
    this.clock = around.clock;
    this.#around = around;
    this.#setProfile = setProfile;
    this.#cls = cls;
  }

  /** Lets a CLS in; gives its pin. */
  trust(certificatePem: string): string {
    const sha256 = this.#around.trust.add(certificatePem);
    this.#around.events.add('trusted', { sha256 });
    return sha256;
  }

  distrust(sha256: string): boolean {
    return this.#around.trust.remove(sha256);
  }

  setProfile(profile: ProxyProfile): void {
    this.#setProfile(profileSchema.parse(profile));
    this.#around.events.add('profileSet', { destinations: profile.destinations.map(nameOf) });
  }

  /** Announces the next certificate, PEM; it is not in use yet. */
  announce(): string {
    return this.certificates.next.certificatePem;
  }

  /** Takes the next certificate into use for new channels. */
  rotate(): string {
    const { certificatePem, sha256 } = this.certificates.rotate();
    this.#around.events.add('rotated', { sha256 });
    return certificatePem;
  }

  /** HKS4, HKS5: where the CLS listens. */
  setCls(cls: HostPort): void {
    this.#cls = cls;
  }

  /** HKS4: the EMT asks for a channel. Resolves when it is up. */
  async wake(destination?: Pick<Destination, 'host' | 'port'>, why = 'wake'): Promise<number> {
    const profile = this.#around.profile();
    const found =
      destination === undefined ? profile.destinations[0] : byAddress(profile, destination.host, destination.port);
    if (found === undefined) throw new Error('the destination is not in the proxy profile');
    if (this.#cls === undefined) throw new Error('it is not known where the CLS listens');
    return new HanDialler(this.#around, this.#cls).dial(found, why);
  }

  /** Ends the channels that are up, in good order. */
  closeChannels(): void {
    this.#around.live.closeAll('asked');
  }

  /** Strikes the next channel, or those that are up, or holds: see the table of faults. */
  fault(name: FaultName, times = 1): void {
    this.#around.faults.arm(name, times);
  }

  clearFaults(): void {
    this.#around.faults.clear();
  }

  get state() {
    const { live, faults, trust, clock, profile, certificates } = this.#around;
    return {
      atMs: Math.round(clock.nowMs),
      channels: live.all.map(({ connection, destination, clsSha256 }) => ({ connection, destination, clsSha256 })),
      faults: faults.armed,
      trusted: trust.pins,
      profile: profile(),
      cls: this.#cls ?? null,
      certificateSha256: certificates.current.sha256,
    };
  }
}

/** Starts the gateway; in HKS3 it listens when the promise resolves. */
export async function startSmgwSim(options: SmgwSimOptions = {}): Promise<SmgwSim> {
  const { scenario = 'hks3', curve = 'bp256', tls = 'both', onlyCurve = false, addressing = 'socks5' } = options;
  const clock = new VirtualClock(options.timeScale ?? 1);
  const events = new EventLog(() => clock.nowMs);
  if (options.onEvent !== undefined) events.on(options.onEvent);
  let profile = profileSchema.parse(options.profile ?? defaultProfile);
  const faults = new FaultBox((name) => live.fault(name));
  const idleS = (): number | undefined => options.idleCloseS ?? (faults.holds('idleClose') ? studiedIdleS : undefined);
  const live = new LiveChannels({
    ...{ clock, events },
    sessionLimitMs: (options.sessionLimitS ?? twoDaysS) * 1000,
    idleMs: () => {
      const seconds = idleS();
      return seconds === undefined ? undefined : seconds * 1000;
    },
    displaces: () => faults.holds('displace'),
  });
  const plans = options.faults ?? [];
  const mayRenegotiate = options.mayRenegotiate ?? plans.some(({ name }) => name === 'renegotiate');
  let connections = 0;
  const open = new Set<Socket>();
  const around: Surroundings = {
    ...{ addressing, clock, events, faults, live, open },
    wish: { tls, curve, onlyCurve, mayRenegotiate },
    certificates: new GatewayCertificates(curve),
    trust: new ClsTrust(options.clsCertificatesPem ?? []),
    profile: () => profile,
    emt: new Emt({ events, faults, clock, handlers: options.emts ?? {}, opening: options.opening ?? [] }),
    nextConnection: () => {
      connections += 1;
      return connections;
    },
  };
  const control = new GatewayControl(around, (put) => (profile = put), options.cls);
  const listener = scenario === 'hks3' ? new HanListener(around) : undefined;
  const { host = '127.0.0.1', port = 0 } = options.listen ?? {};
  const address =
    listener === undefined ? '' : `${host.includes(':') ? `[${host}]` : host}:${await listener.listen(host, port)}`;
  faults.plan(plans, clock);
  const stopDialling = scenario === 'hks5' ? keepDialling(around, control, options.dialEveryS ?? 60) : () => {};
  events.add('started', { scenario, curve, tls, addressing, address });
  const end = async (): Promise<void> => {
    stopDialling();
    listener?.close();
    around.emt.close();
    const closed = [...open].map((raw) => new Promise((resolve) => raw.once('close', resolve)));
    for (const raw of open) raw.destroy();
    clock.stop();
    await Promise.all(closed);
  };
  return new SmgwSim({ address, emt: around.emt, events, control, end });
}

/** HKS5: by its own schedule, whenever no channel is up. */
function keepDialling({ clock, live }: Surroundings, control: GatewayControl, everyS: number): () => void {
  let stopped = false;
  let stop = (): void => {};
  const look = async (): Promise<void> => {
    // What fails is an event of its own; the next look tries again.
    if (live.all.length === 0 && control.state.cls !== null) await control.wake(undefined, 'schedule').catch(() => {});
    if (!stopped) stop = clock.after(everyS * 1000, () => void look());
  };
  void look();
  return () => {
    stopped = true;
    stop();
  };
}
