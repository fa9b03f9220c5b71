import type { Place } from '../../ports.ts';
import type { StationParts } from '../station-parts.ts';
import type { Variable } from './device-model.ts';
import { VariableKinds } from './variable-kinds.ts';
import { connectorStatus } from './words.ts';

const statuses = { dataType: 'OptionList', valuesList: 'Available,Occupied,Reserved,Unavailable,Faulted' } as const;
const flag = { dataType: 'boolean' } as const;
const text = { dataType: 'string' } as const;
const whole = { dataType: 'integer' } as const;

/** The charge points themselves: components ChargingStation, EVSE and Connector (2.0.1 part 2, appendix 3). */
export const stationVariables = (parts: StationParts): readonly Variable[] => [
  ...station(parts),
  ...parts.places.flatMap((place, k) => [...evse(parts, place, k + 1), ...connector(parts, place, k + 1)]),
];

function station(parts: StationParts): readonly Variable[] {
  const make = new VariableKinds(parts, { name: 'ChargingStation' });
  const facts = () => parts.places[0]?.facts();
  return [
    make.live('Available', () => true, flag),
    make.live('AvailabilityState', () => connectorStatus[parts.status(0).status], statuses, ['summary']),
    make.live('Problem', () => parts.places.some(isFaulted), flag, ['summary']),
    make.live('VendorName', () => facts()?.vendor.slice(0, 50), text, ['configuration']),
    make.live('Model', () => facts()?.model.slice(0, 20), text, ['configuration']),
    make.live('SerialNumber', () => facts()?.serial?.slice(0, 25), text, ['configuration']),
    make.live('FirmwareVersion', () => facts()?.firmware?.slice(0, 50), text, ['configuration']),
    make.live('SupplyPhases', () => Math.max(...parts.places.map((place) => place.facts().phases)), whole),
    make.fixed('EVSECount', parts.places.length),
  ];
}

function evse(parts: StationParts, place: Place, id: number): readonly Variable[] {
  const make = new VariableKinds(parts, { name: 'EVSE', evse: { id } });
  const { maxMa, phases, voltageV } = place.facts();
  const maxLimit = Math.floor((maxMa / 1000) * voltageV * phases);
  const power = { dataType: 'decimal', unit: 'W', maxLimit } as const;
  return [
    make.live('Available', () => parts.isAvailable(id), flag),
    make.live('AvailabilityState', () => connectorStatus[parts.status(id).status], statuses, ['summary']),
    make.live('Problem', () => isFaulted(place), flag, ['summary']),
    make.live('Power', () => powerW(place), power, ['configuration']),
    make.live('SupplyPhases', () => place.facts().phases, whole),
  ];
}

function connector(parts: StationParts, place: Place, id: number): readonly Variable[] {
  const make = new VariableKinds(parts, { name: 'Connector', evse: { id, connectorId: 1 } });
  return [
    make.live('Available', () => parts.isAvailable(id), flag),
    make.live('AvailabilityState', () => connectorStatus[parts.status(id).status], statuses, ['summary']),
    make.live('Problem', () => isFaulted(place), flag, ['summary']),
    // What stands on the type plate is not asked for at the commissioning: IEC 62196-2 type 2 in Europe, with or without a cable.
    make.live('ConnectorType', () => 'Unknown', text, ['configuration']),
    make.live('SupplyPhases', () => place.facts().phases, whole),
  ];
}

const isFaulted = (place: Place): boolean => place.status().status === 'Faulted';

/** Of all phases now, W. */
function powerW(place: Place): number | undefined {
  const sample = place
    .readMeter()
    ?.samples.find(({ measurand, phase }) => measurand === 'Power.Active.Import' && phase === undefined);
  const value = sample === undefined ? Number.NaN : Number(sample.value) * (sample.unit === 'kW' ? 1000 : 1);
  return Number.isFinite(value) ? value : undefined;
}
