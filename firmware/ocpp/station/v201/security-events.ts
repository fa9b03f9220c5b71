import type { ToldFault } from '../../transport/client.ts';
import type { StationParts } from '../station-parts.ts';

/** Events of 2.0.1 part 2, appendix 2, that a station of ours can know. */
export type SecurityEvent =
  | 'FailedToAuthenticateAtCsms'
  | 'InvalidChargingStationCertificate'
  | 'InvalidCsmsCertificate'
  | 'InvalidTLSCipherSuite'
  | 'ReconfigurationOfSecurityParameters'
  | 'ResetOrReboot'
  | 'SettingSystemTime'
  | 'StartupOfTheDevice';

/** A backend that stays away is tried for days: the same fault is an event so often at most. */
const againMs = 6 * 3_600_000;
const longestInfo = 255;

/** Security events (A04): through the queue, so that none is lost while the backend is away. */
export class SecurityEvents {
  readonly #parts: StationParts;
  /** When a fault of the link was last an event. */
  readonly #faults = new Map<SecurityEvent, number>();

  constructor(parts: StationParts) {
    this.#parts = parts;
  }

  /** `techInfo`: words for a person; never a secret. */
  tell(type: SecurityEvent, techInfo: string): void {
    const payload = { type, timestamp: this.#parts.stamp(), techInfo: techInfo.slice(0, longestInfo) };
    if (!this.#parts.queue.event({ action: 'SecurityEventNotification', payload }))
      this.#parts.log.warn({ type }, 'a security event for an OCPP backend was left out, for too many wait');
  }

  linkFault(fault: ToldFault): void {
    const type = eventOf(fault);
    if (type === undefined) return;
    const nowMs = this.#parts.wallMs();
    const beforeMs = this.#faults.get(type);
    if (beforeMs !== undefined && nowMs >= beforeMs && nowMs - beforeMs < againMs) return;
    this.#faults.set(type, nowMs);
    this.tell(type, fault.sentence);
  }
}

/** Faults that say something of security; a network that is down says nothing. */
function eventOf({ layer, code }: ToldFault): SecurityEvent | undefined {
  if (layer === 'certificate') return code === 'ownRefused' ? 'FailedToAuthenticateAtCsms' : 'InvalidCsmsCertificate';
  if (layer === 'http' && (code === 'unauthorized' || code === 'forbidden')) return 'FailedToAuthenticateAtCsms';
  // OpenSSL does not say which of both it was: a version or a suite.
  return layer === 'tls' && code === 'noCommonProfile' ? 'InvalidTLSCipherSuite' : undefined;
}
