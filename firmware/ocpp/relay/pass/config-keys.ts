/**
 * Settings of a charge point that a backend may see and change: what concerns a car and its cable, and how the thing looks.
 * All others stay here: a station answers them for itself, and what would take the charge point out of our hands (addresses,
 * passwords, intervals, measurands of running transactions, limits) cannot be reached. `readable` by both names.
 */
export interface SharedKey {
  readonly key?: string;
  readonly component?: string;
  readonly variable?: string;
}

const shared: readonly SharedKey[] = [
  { key: 'ConnectionTimeOut', component: 'TxCtrlr', variable: 'EVConnectionTimeOut' },
  { key: 'StopTransactionOnEVSideDisconnect', component: 'TxCtrlr', variable: 'StopTxOnEVSideDisconnect' },
  { key: 'UnlockConnectorOnEVSideDisconnect', component: 'OCPPCommCtrlr', variable: 'UnlockOnEVSideDisconnect' },
  { key: 'MaxEnergyOnInvalidId', component: 'TxCtrlr', variable: 'MaxEnergyOnInvalidId' },
  { key: 'ResetRetries', component: 'OCPPCommCtrlr', variable: 'ResetRetries' },
  { key: 'StopTxnSampledData', component: 'SampledDataCtrlr', variable: 'TxEndedMeasurands' },
  { key: 'StopTxnAlignedData', component: 'AlignedDataCtrlr', variable: 'TxEndedMeasurands' },
  { key: 'BlinkRepeat' },
  { key: 'LightIntensity' },
];

/** Never, whatever a site says: with these a charge point is no longer ours, or what it measures is no longer known. */
const ours: ReadonlySet<string> = new Set([
  'AuthorizationKey',
  'BasicAuthPassword',
  'SecurityProfile',
  'CentralSystemURL',
  'NetworkConfigurationPriority',
  'ActiveNetworkProfile',
  'Identity',
  'HeartbeatInterval',
  'WebSocketPingInterval',
  'MeterValueSampleInterval',
  'MeterValuesSampledData',
  'ClockAlignedDataInterval',
  'MeterValuesAlignedData',
  'TxUpdatedInterval',
  'TxUpdatedMeasurands',
  'SupportedFeatureProfiles',
  'ChargeProfileMaxStackLevel',
]);

/** All that may pass, with what the site adds: `Key`, or `Component.Variable`. */
export function sharedKeys(further: readonly string[]): readonly SharedKey[] {
  const added = further.flatMap((text): readonly SharedKey[] => {
    const [first = '', second] = text.split('.');
    if (ours.has(second ?? first)) return [];
    return second === undefined ? [{ key: first }] : [{ component: first, variable: second }];
  });
  return [...shared, ...added];
}

/** Keys of 1.6 are compared as they are written; there is a charge point for every spelling. */
export const sharedByKey = (keys: readonly SharedKey[], key: string): SharedKey | undefined =>
  keys.find((each) => each.key?.toLowerCase() === key.toLowerCase());

/** Names of 2.0.1 do not depend on case (part 1, 4.1). */
export const sharedByVariable = (
  keys: readonly SharedKey[],
  component: string,
  variable: string,
): SharedKey | undefined =>
  keys.find(
    (each) =>
      each.component?.toLowerCase() === component.toLowerCase() &&
      each.variable?.toLowerCase() === variable.toLowerCase(),
  );
