import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';

/** Two pseudo terminals, joined: what goes into one comes out of the other. */
export interface PtyPair {
  readonly near: string;
  readonly far: string;
  close(): Promise<void>;
}

export function hasSocat(): boolean {
  return spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0;
}

export async function openPtyPair(): Promise<PtyPair> {
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-pty-'));
  const near = join(dir, 'near');
  const far = join(dir, 'far');
  const socat = spawn('socat', [`pty,rawer,link=${near}`, `pty,rawer,link=${far}`], { stdio: 'ignore' });
  const orphaned = (): void => void socat.kill();
  process.once('exit', orphaned);
  socat.once('exit', () => process.removeListener('exit', orphaned));
  for (let tries = 0; !(existsSync(near) && existsSync(far)); tries++) {
    if (tries > 500 || socat.exitCode !== null) throw new Error('socat made no pseudo terminals');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { near, far, close: () => end(socat, dir) };
}

function end(socat: ChildProcess, dir: string): Promise<void> {
  return new Promise((resolve) => {
    socat.once('exit', () => {
      rmSync(dir, { recursive: true, force: true });
      resolve();
    });
    socat.kill();
  });
}

/** Opens the far end for a device; the answer writes to it and closes it. */
export function openFarEnd(path: string, baudRate: number): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate, autoOpen: false });
    port.open((error) => (error ? reject(error) : resolve(port)));
  });
}
