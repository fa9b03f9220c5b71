/** The protocol versions that are spoken, as contracts.md writes them. */
export const ocppVersions = ['1.6', '2.0.1'] as const;
export type OcppVersion = (typeof ocppVersions)[number];

/** WebSocket subprotocols (OCPP-J 1.6 3.1.2; OCPP 2.0.1 part 4, 3.1.2). */
export const subprotocols: Readonly<Record<OcppVersion, string>> = { '1.6': 'ocpp1.6', '2.0.1': 'ocpp2.0.1' };

export const versionOf = (subprotocol: string): OcppVersion | undefined =>
  ocppVersions.find((version) => subprotocols[version] === subprotocol);
