import { mostChainChars } from '../certificate-renewal.ts';
import { mostListEntries, mostListUpdate } from '../local-list.ts';
import { measurandOf } from '../samples.ts';
import { isOrganisation, type StationSettings } from '../settings.ts';
import type { StationParts } from '../station-parts.ts';

export interface ConfigurationKey {
  readonly key: string;
  /** undefined: it can only be written. */
  readonly read?: () => string;
  /** undefined: it can only be read. False: such a value is not possible. */
  readonly write?: (value: string) => boolean | Promise<boolean>;
}

type NameOf<T> = { [K in keyof StationSettings]: StationSettings[K] extends T ? K : never }[keyof StationSettings];

/** A timer holds 24 days; 1.6 has no bound. */
const longestS = 2_000_000;
/** Of a value of a key (1.6 errata 7.22). */
export const longestValue = 500;
/** GetConfigurationMaxKeys: all of ours, with those that a charge point behind us may have beside. */
export const mostKeys = 100;

/** The keys of a station of ours (1.6 9; security whitepaper 4), each once. */
export function configurationKeys(parts: StationParts): readonly ConfigurationKey[] {
  const { settings, places, profiles } = parts;
  const set = (changes: Partial<StationSettings>): true => {
    // In force even where the disk refuses; that is told by the store.
    settings.set(changes);
    parts.settingsChanged();
    return true;
  };
  const number = (key: string, name: NameOf<number>, least = 0, most = longestS): ConfigurationKey => ({
    key,
    read: () => String(settings.now[name]),
    write: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
      return value >= least && value <= most && set({ [name]: value });
    },
  });
  const flag = (key: string, name: NameOf<boolean>): ConfigurationKey => ({
    key,
    read: () => String(settings.now[name]),
    write: (text) => /^(true|false)$/i.test(text) && set({ [name]: text.toLowerCase() === 'true' }),
  });
  const measurands = (key: string, name: NameOf<readonly string[]>): ConfigurationKey => ({
    key,
    read: () => settings.now[name].join(','),
    write: (text) => {
      const names = text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
      const good = text.length <= longestValue && names.every((one) => measurandOf(one) !== undefined);
      return good && set({ [name]: [...new Set(names)] });
    },
  });
  const fixed = (key: string, value: string | number | boolean): ConfigurationKey => ({
    key,
    read: () => String(value),
  });

  return [
    flag('AllowOfflineTxForUnknownId', 'allowOfflineUnknown'),
    flag('AuthorizationCacheEnabled', 'cacheEnabled'),
    flag('AuthorizeRemoteTxRequests', 'authorizeRemote'),
    number('ClockAlignedDataInterval', 'clockAlignedS', 0, 86_400),
    number('ConnectionTimeOut', 'connectionTimeOutS'),
    fixed('ConnectorPhaseRotation', ['0', ...places.map((_, k) => String(k + 1))].map((k) => `${k}.Unknown`).join(',')),
    fixed('GetConfigurationMaxKeys', mostKeys),
    number('HeartbeatInterval', 'heartbeatS'),
    flag('LocalAuthorizeOffline', 'localAuthorizeOffline'),
    flag('LocalPreAuthorize', 'localPreAuthorize'),
    measurands('MeterValuesAlignedData', 'alignedMeasurands'),
    measurands('MeterValuesSampledData', 'sampledMeasurands'),
    number('MeterValueSampleInterval', 'meterSampleS'),
    number('MinimumStatusDuration', 'minimumStatusS', 0, 3600),
    fixed('NumberOfConnectors', places.length),
    number('ResetRetries', 'resetRetries', 0, 10),
    // A transaction of ours ends when the car is plugged out, and no lock of ours opens by itself: that cannot be changed.
    fixed('StopTransactionOnEVSideDisconnect', true),
    flag('StopTransactionOnInvalidId', 'stopOnInvalidId'),
    measurands('StopTxnAlignedData', 'stopAlignedMeasurands'),
    measurands('StopTxnSampledData', 'stopSampledMeasurands'),
    fixed(
      'SupportedFeatureProfiles',
      'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger',
    ),
    number('TransactionMessageAttempts', 'messageAttempts', 1, 1000),
    number('TransactionMessageRetryInterval', 'messageRetryS', 0, 86_400),
    fixed('UnlockConnectorOnEVSideDisconnect', false),
    number('WebSocketPingInterval', 'webSocketPingS', 0, 86_400),

    fixed('ChargeProfileMaxStackLevel', profiles.bounds.maxStackLevel),
    fixed('ChargingScheduleAllowedChargingRateUnit', 'Current,Power'),
    fixed('ChargingScheduleMaxPeriods', profiles.bounds.maxPeriods),
    fixed('ConnectorSwitch3to1PhaseSupported', false),
    fixed('MaxChargingProfilesInstalled', profiles.bounds.maxProfiles),

    flag('LocalAuthListEnabled', 'localListEnabled'),
    fixed('LocalAuthListMaxLength', mostListEntries),
    fixed('SendLocalListMaxLength', mostListUpdate),
    fixed('ReserveConnectorZeroSupported', false),

    {
      key: 'CpoName',
      read: () => settings.now.organisation,
      write: (text) => isOrganisation(text.trim()) && set({ organisation: text.trim() }),
    },
    fixed('CertificateSignedMaxChainSize', mostChainChars),
    { key: 'AuthorizationKey', write: (value) => changeSecret(parts, value) },
    fixed('CertificateStoreMaxLength', parts.roots.most),
    fixed('AdditionalRootCertificateCheck', false),
    { key: 'SecurityProfile', read: () => String(parts.profile() ?? 0) },
  ];
}

/** Whitepaper 4: hexadecimal, 16 to 20 octets; some backends send the text itself, of that length. */
function changeSecret(parts: StationParts, value: string): Promise<boolean> {
  if (/^([0-9a-f]{2}){16,20}$/i.test(value)) return parts.changeSecret(`hex:${value.toLowerCase()}`);
  return /^[\x21-\x7e]{16,20}$/.test(value) ? parts.changeSecret(value) : Promise.resolve(false);
}
