import type { FaultName } from './faults.ts';
import type { GatewayCertificates } from './gateway-certificates.ts';
import { HanDialler } from './han-dialler.ts';
import type { HostPort } from './options.ts';
import { byAddress, type Destination, nameOf, type ProxyProfile, profileSchema } from './profile.ts';
import type { Surroundings } from './surroundings.ts';
import type { VirtualClock } from './virtual-clock.ts';

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
