import { isOrganisation, type StationSettings } from '../settings.ts';
import type { StationParts } from '../station-parts.ts';
import type { Component, Inventory, Variable, VariableName } from './device-model.ts';
import { measurands201 } from './sampled-values.ts';

type NameOf<T> = { [K in keyof StationSettings]: StationSettings[K] extends T ? K : never }[keyof StationSettings];
type Value = string | number | boolean | undefined;

/** A variable's name, with its instance after a slash: `MessageAttempts/TransactionEvent`. */
const named = (name: string): VariableName => {
  const [first = '', instance] = name.split('/');
  return instance === undefined ? { name: first } : { name: first, instance };
};

const dataTypeOf = (value: Value) =>
  typeof value === 'boolean'
    ? ('boolean' as const)
    : typeof value === 'number'
      ? ('integer' as const)
      : ('string' as const);

/** Variables of one component, made by what they hold. */
export class VariableKinds {
  readonly #parts: StationParts;
  readonly #component: Component;

  constructor(parts: StationParts, component: Component) {
    this.#parts = parts;
    this.#component = component;
  }

  /** It never changes while the program runs. */
  fixed(name: string, value: Exclude<Value, undefined>, more: Partial<Variable['characteristics']> = {}): Variable {
    const characteristics = { dataType: dataTypeOf(value), ...more };
    return { ...this.#read(name, () => String(value), characteristics, ['configuration']), constant: true };
  }

  /** It is read each time. */
  live(
    name: string,
    read: () => Value,
    characteristics: Variable['characteristics'],
    inventories: readonly Inventory[] = [],
  ): Variable {
    return this.#read(
      name,
      () => {
        const value = read();
        return value === undefined ? undefined : String(value);
      },
      characteristics,
      inventories,
    );
  }

  integer(name: string, setting: NameOf<number>, [least, most]: readonly [number, number], unit?: string): Variable {
    const characteristics = {
      ...{ dataType: 'integer' as const, minLimit: least, maxLimit: most },
      ...(unit === undefined ? {} : { unit }),
    };
    return this.#set(
      name,
      () => String(this.#now[setting]),
      characteristics,
      (text) => {
        const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
        return value >= least && value <= most ? { [setting]: value } : undefined;
      },
    );
  }

  seconds(name: string, setting: NameOf<number>, least = 0, most = 86_400): Variable {
    return this.integer(name, setting, [least, most], 's');
  }

  flag(name: string, setting: NameOf<boolean>): Variable {
    return this.#set(
      name,
      () => String(this.#now[setting]),
      { dataType: 'boolean' },
      (text) => (/^(true|false)$/i.test(text) ? { [setting]: text.toLowerCase() === 'true' } : undefined),
    );
  }

  /** O of a certificate that is asked for. */
  organisation(name: string): Variable {
    return this.#set(
      name,
      () => this.#now.organisation,
      { dataType: 'string', maxLimit: 64 },
      (text) => (isOrganisation(text) ? { organisation: text } : undefined),
    );
  }

  measurands(name: string, setting: NameOf<readonly string[]>): Variable {
    const valuesList = measurands201.join(',');
    return this.#set(
      name,
      () => this.#now[setting].join(','),
      { dataType: 'MemberList', valuesList },
      (text) => {
        const names = text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
        return names.every((one) => measurands201.includes(one)) ? { [setting]: [...new Set(names)] } : undefined;
      },
    );
  }

  /** The same as another variable, which is the one to be set. */
  mirror(name: string, { read, characteristics }: Variable): Variable {
    return this.#read(name, read, characteristics, ['configuration']);
  }

  /** A secret: never told. */
  secret(name: string, most: number, write: NonNullable<Variable['write']>): Variable {
    return {
      ...this.#read(name, () => undefined, { dataType: 'string', maxLimit: most }, []),
      ...{ mutability: 'WriteOnly', write },
    };
  }

  get #now(): StationSettings {
    return this.#parts.settings.now;
  }

  #read(
    name: string,
    read: Variable['read'],
    characteristics: Variable['characteristics'],
    inventories: readonly Inventory[],
  ): Variable {
    const what = { component: this.#component, variable: named(name) };
    return { ...what, characteristics, mutability: 'ReadOnly', inventories, read };
  }

  #set(
    name: string,
    read: () => string,
    characteristics: Variable['characteristics'],
    changes: (text: string) => Partial<StationSettings> | undefined,
  ): Variable {
    return {
      ...this.#read(name, read, characteristics, ['configuration']),
      mutability: 'ReadWrite',
      write: (text) => {
        const change = changes(text.trim());
        if (change === undefined) return 'rejected';
        // In force even where the disk refuses; that is told by the store.
        this.#parts.settings.set(change);
        this.#parts.settingsChanged();
        return 'accepted';
      },
    };
  }
}
