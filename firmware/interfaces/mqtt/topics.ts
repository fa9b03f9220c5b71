import type { MqttOut } from '../../domain/site/mqtt.ts';

/** Names of topics of one box. Ids of devices and circuits are letters, digits, _ and - already. */
export interface Topics {
  /** `netwacht/NTW-…` */
  readonly root: string;
  readonly status: string;
  of(kind: StateKind, id: string): string;
  /** What is heard when commands are on. */
  readonly commands: string;
  /** The id of a charge point that a command is for; undefined: it is no topic of commands. */
  commandFor(topic: string): string | undefined;
  /** Discovery of Home Assistant. */
  discovery(id: string): string;
  /** What the topics of the original begin with, in its form with a serial: another box may be at the broker. */
  readonly original: string;
  /** What a broker may have kept of us from before. */
  readonly kept: readonly string[];
  /** Whether a topic that the broker has kept is one of those that we make. */
  isOurs(topic: string): boolean;
}

/** Ids that we make topics of, some with a word before: a stranger's longer ones are not ours, and not kept in memory. */
const ownId = /^[A-Za-z0-9_-]{1,48}$/;

export const stateKinds = ['circuit', 'chargepoint', 'meter'] as const;
export type StateKind = (typeof stateKinds)[number];

export function topicsOf(config: Pick<MqttOut, 'prefix' | 'discoveryPrefix'>, serial: string): Topics {
  const root = `${config.prefix}/${serial}`;
  const discovered = `${config.discoveryPrefix}/device/netwacht_${serial}/`;
  const isState = (topic: string): boolean => {
    const [kind = '', id, more] = topic.startsWith(`${root}/`) ? topic.slice(root.length + 1).split('/') : [];
    return (stateKinds as readonly string[]).includes(kind) && ownId.test(id ?? '') && more === undefined;
  };
  const isBetween = (topic: string, before: string, behind: string): boolean =>
    topic.startsWith(before) &&
    topic.endsWith(behind) &&
    ownId.test(topic.slice(before.length, topic.length - behind.length));
  const original = `cfos_mqtt_${serial}`;
  return {
    ...{ root, original },
    status: `${root}/status`,
    of: (kind, id) => `${root}/${kind}/${id}`,
    commands: `${root}/chargepoint/+/set`,
    commandFor(topic) {
      if (!topic.startsWith(`${root}/chargepoint/`) || !topic.endsWith('/set')) return undefined;
      const id = topic.slice(`${root}/chargepoint/`.length, -'/set'.length);
      return id.includes('/') ? undefined : id;
    },
    discovery: (id) => `${discovered}${id}/config`,
    kept: [...stateKinds.map((kind) => `${root}/${kind}/+`), `${discovered}+/config`, `${original}/get/+`],
    isOurs: (topic) =>
      isState(topic) || isBetween(topic, discovered, '/config') || isBetween(topic, `${original}/get/`, ''),
  };
}
