import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NetwachtError } from '../domain/errors.ts';
import { type TimeSyncMode, timeSyncModes } from './clock-trust.ts';

/** What a start is told from outside (contracts §1). */
export interface Settings {
  readonly dataDir: string;
  readonly bind: string;
  readonly httpPort: number;
  /** undefined: no HTTPS. */
  readonly httpsPort: number | undefined;
  /** Of charge points that speak OCPP. */
  readonly ocppPort: number;
  /** Of the SunSpec server, in place of the site's; undefined: as the site says. */
  readonly modbusPort: number | undefined;
  /** What plain HTTP is for. */
  readonly plainHttp: 'serve' | 'redirect';
  readonly timeSync: TimeSyncMode;
  readonly siteFile: string | undefined;
  /** Folder in memory for what the health gate and the console of the image read; undefined outside systemd. */
  readonly runtimeDir: string | undefined;
  /** Facts of the image that runs; undefined: this is none. */
  readonly imageFile: string | undefined;
  /** Where update bundles lie, on the image. */
  readonly updatesDir: string;
  /** Of the service that runs as root, on the image. */
  readonly rootSocket: string;
  /** The built page. */
  readonly pageDir: string;
  readonly logLevel: string;
  readonly version: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Run as it is, or compiled: scripts/compile.ts puts the page beside the program. */
const pageFolder = import.meta.url.endsWith('.ts') ? 'build/out/web' : 'web';

/**
 * Reads `--site FILE` and the environment: NETWACHT_DATA (./data), NETWACHT_HTTP_PORT (8080), NETWACHT_HTTPS_PORT
 * (8443, or off), NETWACHT_OCPP_PORT (19520), NETWACHT_MODBUS_PORT (SunSpec; as the site says), NETWACHT_HTTP_MODE (serve, or redirect: to HTTPS only), NETWACHT_BIND (all), NETWACHT_TIME_SYNC (auto,
 * required, assumed), NETWACHT_LOG_LEVEL (info); on the image NETWACHT_IMAGE, NETWACHT_UPDATES, NETWACHT_ROOT_SOCKET. Throws NetwachtError `badSetting`.
 */
export function readSettings(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Settings {
  const httpsPort =
    env.NETWACHT_HTTPS_PORT === 'off' ? undefined : portOf(env.NETWACHT_HTTPS_PORT ?? '8443', 'NETWACHT_HTTPS_PORT');
  const plainHttp = oneOf(['serve', 'redirect'], env.NETWACHT_HTTP_MODE ?? 'serve', 'NETWACHT_HTTP_MODE');
  if (plainHttp === 'redirect' && httpsPort === undefined)
    throw new NetwachtError('badSetting', 'NETWACHT_HTTP_MODE is redirect, but HTTPS is off: nothing would answer');
  return {
    dataDir: resolve(env.NETWACHT_DATA ?? './data'),
    bind: env.NETWACHT_BIND ?? '::',
    httpPort: portOf(env.NETWACHT_HTTP_PORT ?? '8080', 'NETWACHT_HTTP_PORT'),
    httpsPort,
    ocppPort: portOf(env.NETWACHT_OCPP_PORT ?? '19520', 'NETWACHT_OCPP_PORT'),
    modbusPort: env.NETWACHT_MODBUS_PORT ? portOf(env.NETWACHT_MODBUS_PORT, 'NETWACHT_MODBUS_PORT') : undefined,
    plainHttp,
    timeSync: oneOf(timeSyncModes, env.NETWACHT_TIME_SYNC ?? 'auto', 'NETWACHT_TIME_SYNC'),
    siteFile: optionOf(args, '--site'),
    // systemd gives several, parted by colons, where a unit has several.
    runtimeDir: env.RUNTIME_DIRECTORY?.split(':')[0] || undefined,
    imageFile: env.NETWACHT_IMAGE || undefined,
    updatesDir: env.NETWACHT_UPDATES ?? '/data/updates',
    rootSocket: env.NETWACHT_ROOT_SOCKET ?? '/run/netwacht-root/socket',
    pageDir: join(root, pageFolder),
    logLevel: env.NETWACHT_LOG_LEVEL ?? 'info',
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
  };
}

/** Only this machine can reach the program. */
export const isLoopback = (bind: string): boolean =>
  bind === 'localhost' || bind === '::1' || /^127\.[0-9.]+$/.test(bind);

function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  const value = args[at + 1];
  if (value === undefined) throw new NetwachtError('badSetting', `${name} needs a value`);
  return value;
}

function oneOf<T extends string>(known: readonly T[], text: string, name: string): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new NetwachtError('badSetting', `${name} is "${text}"; it can be ${known.join(', ')}`);
  return found;
}

function portOf(text: string, name: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new NetwachtError('badSetting', `${name} is "${text}", which is not a port (0 to 65535)`);
  }
  return port;
}
