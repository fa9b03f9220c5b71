import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

export interface RunningProgram {
  readonly process: ChildProcessWithoutNullStreams;
  /** What it has said so far. */
  text(): string;
  stop(): Promise<void>;
}

/** Starts a program that listens on `port`; resolves when it does. */
export async function startProgram(program: string, args: readonly string[], port: number): Promise<RunningProgram> {
  const child = spawn(program, args, { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
  let text = '';
  for (const out of [child.stdout, child.stderr])
    out.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  child.stdin.on('error', () => undefined);
  const gone = once(child, 'close');
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    process: child,
    text: () => text,
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 2000);
      await gone;
      clearTimeout(late);
    },
  };
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
