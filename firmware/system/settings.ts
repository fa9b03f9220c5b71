import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NetwachtError } from '../domain/errors.ts';

/** What a start is told from outside (contracts §1). */
export interface Settings {
  readonly dataDir: string;
  readonly bind: string;
  readonly httpPort: number;
  readonly siteFile: string | undefined;
  /** The built page. */
  readonly pageDir: string;
  readonly logLevel: string;
  readonly version: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Run as it is, or compiled: scripts/compile.ts puts the page beside the program. */
const pageFolder = import.meta.url.endsWith('.ts') ? 'build/out/web' : 'web';

/**
 * Reads `--site FILE` and the environment: NETWACHT_DATA (./data), NETWACHT_HTTP_PORT (8080), NETWACHT_BIND (all),
 * NETWACHT_LOG_LEVEL (info). Throws NetwachtError `badSetting`.
 */
export function readSettings(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Settings {
  return {
    dataDir: resolve(env.NETWACHT_DATA ?? './data'),
    bind: env.NETWACHT_BIND ?? '::',
    httpPort: portOf(env.NETWACHT_HTTP_PORT ?? '8080', 'NETWACHT_HTTP_PORT'),
    siteFile: optionOf(args, '--site'),
    pageDir: join(root, pageFolder),
    logLevel: env.NETWACHT_LOG_LEVEL ?? 'info',
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
  };
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  const value = args[at + 1];
  if (value === undefined) throw new NetwachtError('badSetting', `${name} needs a value`);
  return value;
}

function portOf(text: string, name: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new NetwachtError('badSetting', `${name} is "${text}", which is not a port (0 to 65535)`);
  }
  return port;
}
