import type { StationParts } from '../station-parts.ts';

/** Events of 2.0.1 part 2, appendix 2, that a station of ours can know. */
export type SecurityEvent = 'StartupOfTheDevice' | 'ResetOrReboot' | 'ReconfigurationOfSecurityParameters';

/** Security events (A04): through the queue, so that none is lost while the backend is away. */
export class SecurityEvents {
  readonly #parts: StationParts;

  constructor(parts: StationParts) {
    this.#parts = parts;
  }

  /** `techInfo`: words for a person, up to 255 characters; never a secret. */
  tell(type: SecurityEvent, techInfo: string): void {
    const payload = { type, timestamp: this.#parts.stamp(), techInfo: techInfo.slice(0, 255) };
    if (!this.#parts.queue.event({ action: 'SecurityEventNotification', payload }))
      this.#parts.log.warn({ type }, 'a security event for an OCPP backend was left out, for too many wait');
  }
}
