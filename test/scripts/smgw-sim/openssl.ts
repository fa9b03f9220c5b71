import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimIdentity } from '../../../scripts/smgw-sim/identity.ts';

export const hasOpenssl = (): boolean => spawnSync('openssl', ['version']).status === 0;

/** A folder for keys and certificates of a test. */
export class Files {
  readonly folder: string;

  constructor(within = tmpdir()) {
    this.folder = mkdtempSync(join(within, 'smgw-sim-'));
  }

  write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  identity(name: string, { certificatePem, keyPem }: SimIdentity): string[] {
    return ['-cert', this.write(`${name}.pem`, certificatePem), '-key', this.write(`${name}.key`, keyPem)];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A program of another maker at the other end; everything it says is kept. */
export class Peer {
  readonly child: ChildProcessWithoutNullStreams;
  out = Buffer.alloc(0);
  err = '';
  readonly ended: Promise<number | null>;

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args);
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.out = Buffer.concat([this.out, chunk]);
      this.child.emit('said');
    });
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.err += chunk;
      this.child.emit('said');
    });
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
  }

  /** Waits until it has said so; rejects with everything it said when it ends or 10 s have passed. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const gone = this.ended.then(() => 'gone');
    const late = AbortSignal.timeout(10_000);
    while (!holds()) {
      const said = new Promise((resolve) => {
        this.child.once('said', resolve);
        late.addEventListener('abort', () => resolve('late'), { once: true });
      });
      const why = await Promise.race([said, gone]);
      if (holds()) return;
      if (why === 'gone' || late.aborted)
        throw new Error(`${what}: ${why}\n${this.err}\n${this.out.toString('latin1')}`);
    }
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
