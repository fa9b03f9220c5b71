import { spawn } from 'node:child_process';
import { NetwachtError } from '../../domain/errors.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** After this long it is ended, ms. */
  readonly timeoutMs: number;
  /** Each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program with a fixed list of arguments. Never a shell: nothing of what a request says is read as a command. */
export type Run = (file: string, args: readonly string[], options: RunOptions) => Promise<Ran>;

/** Of standard output and of standard error; more is read and forgotten. */
const maxKeptBytes = 256 * 1024;
/** Between being asked to end and being made to, ms. */
const killDelayMs = 2_000;
/** The words of programs are read by us: not translated. The path is fixed: nothing of a caller's surroundings is used. */
const surroundings = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };

/**
 * Rejects with `rootFailed` when the program is not there or was ended by a signal, with `timedOut` when it took too long; an exit
 * code is an answer. `path` is where programs are looked for, in tests.
 */
export const runWith =
  (path: string = surroundings.PATH): Run =>
  (file, args, { timeoutMs, onLine }) =>
    new Promise((resolve, reject) => {
      const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...surroundings, PATH: path } });
      const kept = { stdout: '', stderr: '' };
      let line = '';
      let late = false;
      const timers: NodeJS.Timeout[] = [];
      timers.push(
        setTimeout(() => {
          late = true;
          child.kill('SIGTERM');
          timers.push(setTimeout(() => child.kill('SIGKILL'), killDelayMs));
        }, timeoutMs),
      );
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].setEncoding('utf8').on('data', (text: string) => {
          if (kept[name].length < maxKeptBytes) kept[name] += text;
          if (name === 'stderr' || onLine === undefined) return;
          const lines = (line + text).split('\n');
          line = (lines.pop() ?? '').slice(0, maxKeptBytes);
          for (const one of lines) onLine(one);
        });
      }
      const end = (settle: () => void): void => {
        for (const timer of timers) clearTimeout(timer);
        settle();
      };
      child.on('error', (cause) =>
        end(() => reject(new NetwachtError('rootFailed', `${file} could not be started on this box`, { cause }))),
      );
      child.on('close', (code, signal) =>
        end(() => {
          if (late) reject(new NetwachtError('timedOut', `${file} did not end within ${timeoutMs / 1000} s`));
          else if (code === null) reject(new NetwachtError('rootFailed', `${file} was ended by ${signal}`));
          else resolve({ code, ...kept });
        }),
      );
    });
