import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';

const startWithinMs = 10_000;
const askEveryMs = 30;

/** Whether a program of Debian is installed. */
export const isInstalled = (program: string): boolean => spawnSync('which', [program]).status === 0;

export interface RunningProgram {
  /** The last of what it said. */
  readonly said: () => string;
  close(): Promise<void>;
}

/** Starts a real program and waits until it listens on a loopback port; rejects with what it said. It ends with this process. */
export async function startProgram(command: string, args: readonly string[], port: number): Promise<RunningProgram> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-8000);
    });
  let gone = false;
  const ended = new Promise<void>((resolve) => {
    const over = (): void => {
      gone = true;
      resolve();
    };
    child.once('exit', over);
    child.once('error', over);
  });
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  const close = async (): Promise<void> => {
    process.removeListener('exit', onExit);
    await end(child, ended);
  };
  const untilMs = performance.now() + startWithinMs;
  while (!(await listens(port))) {
    if (gone || performance.now() > untilMs) {
      await close();
      throw new Error(`${command} does not listen on port ${port}: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
  return { said: () => said, close };
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  // Dante keeps helpers, which go with their mother when she may say goodbye.
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
  await ended;
  clearTimeout(timer);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
