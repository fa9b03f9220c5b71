import { type DeviceConfig, ocppDefinition } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { SecurityProfile, StationCredentials } from '../transport/admission.ts';

/** Enabled charge points of the site that speak OCPP. */
export const ocppDevices = (site: Site | undefined): readonly DeviceConfig[] =>
  (site?.devices ?? []).filter(({ definition, enabled }) => enabled && definition === ocppDefinition);

/** What a charge point has to show, by its charge box id; undefined: the site has none of this id. */
export function credentialsOf(
  site: Site | undefined,
  identity: string,
  password: (secret: string) => string | undefined,
): StationCredentials | undefined {
  // All its connectors say the same of the connection (check-ocpp.ts).
  const device = ocppDevices(site).find(({ address }) => address === identity);
  return (
    device && {
      profile: profileOf(device),
      secret: device.secret === undefined ? undefined : password(device.secret),
      certificateName: device.certificate,
    }
  );
}

/** The least that it has to show: what is said, else all that is configured. */
const profileOf = ({ securityProfile, certificate, secret }: DeviceConfig): SecurityProfile =>
  securityProfile ?? (certificate === undefined ? (secret === undefined ? 0 : 1) : 3);

/** Pings find a dead connection within two intervals; boxes that do not bear them say 0. */
const usualPingS = 30;

export const pingEveryMs = (site: Site | undefined, identity: string): number =>
  (ocppDevices(site).find(({ address }) => address === identity)?.pingS ?? usualPingS) * 1000;
