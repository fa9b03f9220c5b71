import { NetwachtError } from '../domain/errors.ts';

/** Sockets that systemd opened for this process, by file descriptor; undefined: none was handed for it. */
export interface HandedSockets {
  readonly http: number | undefined;
  readonly https: number | undefined;
}

/** The first descriptor after standard input, output and error (sd_listen_fds(3)). */
const firstDescriptor = 3;
const variables = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES'] as const;

/**
 * What socket activation hands over (LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES: `http`, `https`), so that ports 80 and 443 need no
 * privilege here. The three variables are taken out of `env`: children have no such sockets. Throws NetwachtError
 * `badSetting` for sockets of another name: somebody would wait at them in vain.
 */
export function takeHandedSockets(env: Record<string, string | undefined>, pid: number): HandedSockets {
  const [forPid, count, names = ''] = variables.map((name) => env[name]);
  for (const name of variables) delete env[name];
  const found = new Map<string, number>();
  // Meant for the parent of this process.
  if (forPid !== String(pid) || count === undefined) return { http: undefined, https: undefined };
  const given = names.split(':');
  for (let k = 0; k < Number(count); k += 1) {
    const name = given[k] ?? '';
    if ((name !== 'http' && name !== 'https') || found.has(name))
      throw new NetwachtError(
        'badSetting',
        `Socket ${k + 1} of ${count} that was handed over is called "${name}", not http or https, or comes twice`,
      );
    found.set(name, firstDescriptor + k);
  }
  return { http: found.get('http'), https: found.get('https') };
}
