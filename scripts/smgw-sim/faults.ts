import type { VirtualClock } from './virtual-clock.ts';

/** `next`: spoils the next channel that reaches that point. `live`: done at once to the channels that are up. `standing`: holds until cleared. */
export type FaultKind = 'next' | 'live' | 'standing';

interface FaultEntry {
  readonly kind: FaultKind;
  /** What the gateway then does. */
  readonly does: string;
}

const next = (does: string): FaultEntry => ({ kind: 'next', does });
const live = (does: string): FaultEntry => ({ kind: 'live', does });
const standing = (does: string): FaultEntry => ({ kind: 'standing', does });

/** Every fault by name; docs/smgw-sim.md prints this table, a test compares the two. */
export const faults = {
  resetOnAccept: next('resets the TCP connection right after it was accepted'),
  stallTls: next('accepts the TCP connection and never answers the hello'),
  closeInHandshake: next('closes the TCP connection after the first bytes of the hello'),
  resetInHandshake: next('resets the TCP connection after the first bytes of the hello'),
  slowTls: next('sends its bytes one by one, a tenth of a second apart'),
  splitRecords: next('sends each byte in a segment of its own, as fast as it goes'),
  coalescedRecords: next('holds its bytes back for a fifth of a second and sends them together'),
  expiredCertificate: next('shows a certificate that has expired'),
  notYetValidCertificate: next('shows a certificate that is not valid yet'),
  unknownCertificate: next('shows a valid certificate that nobody was told of'),
  otherCurveCertificate: next('shows a certificate on another curve of the profile'),
  rsaCertificate: next('shows an RSA certificate'),
  oldTls: next('speaks TLS 1.1 at most'),
  forbiddenSuite: next('offers ChaCha20 only'),
  forbiddenCurve: next('offers X25519 only'),
  noCertificateRequest: next('asks for no certificate of the CLS'),
  refuseCls: next('ends the channel after the handshake, as if the CLS were unknown'),
  socksMethodRefused: next('answers 05 ff to the greeting'),
  socksMethodStall: next('never answers the greeting'),
  socksStall: next('never answers the connect'),
  socksSplit: next('sends the reply byte by byte, each in a record of its own'),
  socksCoalesced: next('sends the reply and the first bytes of the EMT in one record'),
  socksOversized: next('answers the connect with 64 KiB that are no reply'),
  socksWrongVersion: next('answers the connect with version 4'),
  socksClosed: next('closes instead of answering the connect'),
  socksReset: next('resets TCP instead of answering the connect'),
  socksHalfReply: next('closes after half of the reply'),
  socksBoundV6: next('names an IPv6 address in the reply (allowed)'),
  socksBoundName: next('names a host name of 255 bytes in the reply (allowed)'),
  socksRep01: next('answers 01, general failure'),
  socksRep02: next('answers 02, not allowed'),
  socksRep03: next('answers 03, network unreachable'),
  socksRep04: next('answers 04, host unreachable'),
  socksRep05: next('answers 05, refused: the EMT does not take the connection'),
  socksRep06: next('answers 06, TTL expired'),
  socksRep07: next('answers 07, command not supported'),
  socksRep08: next('answers 08, address type not supported'),
  socksRep99: next('answers 99, which means nothing'),
  closeDuringConnect: next('closes all channels of the CLS while this one is being connected, this one too'),
  close: live('closes every channel in good order'),
  reset: live('resets the TCP connection of every channel'),
  halfOpen: live('neither reads nor writes any more, and does not close'),
  renegotiate: live('asks for a renegotiation (TLS 1.2; only when it was planned at the start)'),
  slowEmt: next('the EMT sends its next request byte by byte, one a second'),
  displace: standing('a new channel of the same CLS closes the one before'),
  idleClose: standing('closes channels that were idle for 3 minutes'),
} as const satisfies Record<string, FaultEntry>;
export type FaultName = keyof typeof faults;

export const isFault = (name: string): name is FaultName => Object.hasOwn(faults, name);

export interface FaultPlan {
  readonly name: FaultName;
  /** Seconds of the virtual clock after the start; 0 = from the start. */
  readonly atS: number;
  /** Kind `next`: how many channels it spoils. */
  readonly times: number;
}

/** `NAME`, `NAME@12`, `NAME@12x3`. */
export function readFaultPlan(text: string): FaultPlan {
  const [, name = '', at = '0', times = '1'] = /^(\w+?)(?:@(\d+(?:\.\d+)?)(?:x(\d+))?)?$/.exec(text) ?? [];
  if (!isFault(name))
    throw new Error(
      `${text} is no fault: NAME, NAME@SECONDS or NAME@SECONDSxTIMES, NAME of ${Object.keys(faults).join(', ')}`,
    );
  return { name, atS: Number(at), times: Number(times) };
}

/** Which faults wait for their moment, and which hold. */
export class FaultBox {
  readonly #armed = new Map<FaultName, number>();
  readonly #doLive: (name: FaultName) => void;

  /** `doLive` carries out those that concern what is up at the moment. */
  constructor(doLive: (name: FaultName) => void) {
    this.#doLive = doLive;
  }

  plan(plans: readonly FaultPlan[], clock: VirtualClock): void {
    for (const { name, atS, times } of plans) {
      if (atS === 0) this.arm(name, times);
      else clock.after(atS * 1000, () => this.arm(name, times));
    }
  }

  arm(name: FaultName, times = 1): void {
    if (faults[name].kind === 'live') this.#doLive(name);
    else
      this.#armed.set(
        name,
        faults[name].kind === 'standing' ? Number.POSITIVE_INFINITY : (this.#armed.get(name) ?? 0) + times,
      );
  }

  clear(): void {
    this.#armed.clear();
  }

  holds(name: FaultName): boolean {
    return this.#armed.has(name);
  }

  /** Whether this fault strikes now; it is used up by that. */
  take(name: FaultName): boolean {
    const left = this.#armed.get(name) ?? 0;
    if (left <= 0) return false;
    if (left === 1) this.#armed.delete(name);
    else this.#armed.set(name, left - 1);
    return true;
  }

  /** The first of these that strikes. */
  takeOne<N extends FaultName>(names: readonly N[]): N | undefined {
    return names.find((name) => this.take(name));
  }

  /** Those that still wait or hold. */
  get armed(): readonly FaultName[] {
    return [...this.#armed.keys()];
  }
}
