import { spawn } from 'node:child_process';
import { NetwachtError } from '../../firmware/domain/errors.ts';

export interface CommandSettings {
  readonly cwd?: string;
  /** Added to a small fixed environment: no locale, no time zone, no proxy of the caller's shell gets into a result. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

const kept = ['HOME', 'http_proxy', 'https_proxy', 'no_proxy', 'NODE_EXTRA_CA_CERTS', 'TMPDIR'];
const linesShown = 40;
const bytesKept = 65_536;

/**
 * Runs a program of the build host and returns what it wrote to standard output.
 * Throws `commandFailed` with the end of its output when it does not end with 0.
 */
export function command(program: string, args: readonly string[], settings: CommandSettings = {}): Promise<string> {
  const passedOn = Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const npm = Object.entries(process.env).filter(([name]) => name.startsWith('npm_config_'));
  const child = spawn(program, args, {
    cwd: settings.cwd,
    env: {
      ...Object.fromEntries(npm),
      ...passedOn,
      PATH: `/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin`,
      LC_ALL: 'C.UTF-8',
      TZ: 'UTC',
      ...settings.environment,
    },
  });
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    let said = '';
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-bytesKept);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk);
      hear(chunk);
    });
    child.stderr.on('data', hear);
    child.on('error', (error) => reject(new NetwachtError('commandFailed', `${program}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(output).toString());
      const end = said.trimEnd().split('\n').slice(-linesShown).join('\n');
      const how = signal ?? `code ${code}`;
      reject(new NetwachtError('commandFailed', `${program} ${args.join(' ')} ended with ${how}:\n${end}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(settings.input ?? '');
  });
}
