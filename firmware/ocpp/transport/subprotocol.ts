import type { OcppVersion } from '../version.ts';

/** The names of OCPP-J at IANA. */
const names: Readonly<Record<OcppVersion, string>> = { '1.6': 'ocpp1.6', '2.0.1': 'ocpp2.0.1' };

export const subprotocolOf = (version: OcppVersion): string => names[version];

/** Letters of any case: some charge points write OCPP1.6. */
export function versionOf(subprotocol: string): OcppVersion | undefined {
  return (Object.keys(names) as OcppVersion[]).find((version) => names[version] === subprotocol.toLowerCase());
}

/** The first that the charge point offers and we speak: its order is its preference (RFC 6455 4.1). */
export function chosenVersion(offered: string | undefined): OcppVersion | undefined {
  const versions = (offered ?? '').split(',').map((name) => versionOf(name.trim()));
  return versions.find((version) => version !== undefined);
}
