import type { Channel } from '../../domain/channel.ts';
import type { DocumentFault } from '../../domain/gateway-check.ts';
import { type BackendDocument, backendSchema, devicePlace } from '../../domain/ocpp-documents.ts';
import { shapeFaults } from '../../domain/shape-faults.ts';
import { pathText } from '../../domain/site/path.ts';
import type { Site } from '../../domain/site/schema.ts';
import { profileOf, settingsFault } from '../transport/backend-settings.ts';

/** What a backend is checked against, as it is now. */
export interface BackendSurroundings {
  readonly site: Site | undefined;
  readonly channel: (id: string) => Pick<Channel, 'use' | 'scenario'> | undefined;
  readonly certificateExists: (name: string) => boolean;
  readonly secretExists: (name: string) => boolean;
}

export type BackendRead =
  | { readonly ok: true; readonly value: BackendDocument }
  | { readonly ok: false; readonly faults: readonly DocumentFault[] };

/** Reads a backend: its shape, and what a shape cannot say. Whether its devices are charge points the site may change later. */
export function readBackend(document: unknown, around: BackendSurroundings): BackendRead {
  const shape = backendSchema.safeParse(document);
  if (!shape.success)
    return {
      ok: false,
      faults: shapeFaults(shape.error.issues).map(({ path, message }) => ({ path: pathText(path), message })),
    };
  const faults = [
    ...connectionFaults(shape.data),
    ...referenceFaults(shape.data, around),
    ...stationFaults(shape.data),
  ];
  return faults.length === 0 ? { ok: true, value: shape.data } : { ok: false, faults };
}

/** Keys that the faults of transport/backend-settings.ts belong to, by their codes. */
const pathOf: Readonly<Record<string, string>> = {
  badUrl: 'url',
  badStationId: 'stationId',
  certificateWithoutTls: 'certificate',
  insecure: 'insecure',
};

function connectionFaults(backend: BackendDocument): readonly DocumentFault[] {
  const { url, stationId, version, secret, certificate, insecure } = backend;
  const fault = settingsFault({
    ...{ url, stationId: stationId.replace(devicePlace, 'E1'), versions: [version], insecure, leastProfile: 0 },
    // Only whether there is one counts here.
    secret: secret === undefined ? undefined : 'secret',
    certificate: certificate !== undefined,
  });
  const plainHasAll = fault === undefined && insecure && !backend.url.toLowerCase().startsWith('wss:');
  if (plainHasAll && profileOf({ url, secret, certificate: false }) > 0)
    return [{ path: 'insecure', message: 'it has a secret: leave one of the two out' }];
  return fault === undefined ? [] : [{ path: pathOf[fault.code] ?? 'url', message: fault.message }];
}

function referenceFaults(
  { channel, certificate, secret, devices = [] }: BackendDocument,
  { site, channel: channelOf, certificateExists, secretExists }: BackendSurroundings,
): readonly DocumentFault[] {
  const way = channel === undefined ? undefined : channelOf(channel);
  return [
    ...(channel !== undefined && way === undefined ? [fault('channel', `there is no channel ${channel}`)] : []),
    ...(way !== undefined && way.use !== 'ocpp'
      ? [fault('channel', `the channel ${channel} is for ${way.use}; a backend needs one of use ocpp`)]
      : []),
    ...(way?.use === 'ocpp' && way.scenario !== 'HKS3'
      ? [fault('channel', `the channel ${channel} is dialled by the gateway (${way.scenario}): only HKS3 carries OCPP`)]
      : []),
    ...(certificate !== undefined && !certificateExists(certificate)
      ? [fault('certificate', `there is no certificate of the name ${certificate}`)]
      : []),
    ...(secret !== undefined && !secretExists(secret)
      ? [fault('secret', `there is no secret of the name ${secret}: put it first (PUT /api/v1/secrets/${secret})`)]
      : []),
    ...devices.flatMap((id, i) => {
      const device = site?.devices.find((one) => one.id === id);
      const twice = devices.indexOf(id) !== i;
      const message =
        device === undefined
          ? `there is no device ${id}`
          : device.role !== 'chargePoint'
            ? `${id} is no charge point`
            : twice
              ? `${id} stands twice in the list`
              : undefined;
      return message === undefined ? [] : [fault(`devices[${i}]`, message)];
    }),
  ];
}

function stationFaults({ stations, stationId, siteStation }: BackendDocument): readonly DocumentFault[] {
  const named = stationId.includes(devicePlace);
  return [
    ...(stations === 'perDevice' && !named
      ? [fault('stationId', `each charge point is a station of its own: the id needs ${devicePlace} in it`)]
      : []),
    ...(stations === 'one' && named
      ? [fault('stationId', `there is one station for all charge points: its id has no ${devicePlace} in it`)]
      : []),
    ...(siteStation !== undefined && siteStation === stationId
      ? [fault('siteStation', 'it needs an id of its own')]
      : []),
  ];
}

const fault = (path: string, message: string): DocumentFault => ({ path, message });
