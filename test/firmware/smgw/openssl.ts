import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestCertificate } from './test-certificates.ts';

/** Whether a program that plays the other side is on this machine; a test that needs it is skipped with these words. */
export const missing = (program: string): string | undefined =>
  spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${program}`]).status === 0
    ? undefined
    : `${program} is not on this machine`;

/** The files of a certificate for programs that read files; the folder is the caller's to remove. */
export function filesOf(certificate: TestCertificate): {
  readonly folder: string;
  readonly cert: string;
  readonly key: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'netwacht-cert-'));
  const cert = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  writeFileSync(cert, certificate.certificatePem);
  writeFileSync(key, certificate.keyPem, { mode: 0o600 });
  return { folder, cert, key };
}

/** Runs a program to its end, at most 8 s. `input` is what it reads, an open end if undefined. */
export function run(
  program: string,
  args: readonly string[],
  input?: string,
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { timeout: 8000, killSignal: 'SIGKILL' });
    let text = '';
    for (const out of [child.stdout, child.stderr])
      out.on('data', (chunk: Buffer) => {
        text += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text }));
    child.stdin.on('error', () => undefined);
    if (input !== undefined) child.stdin.end(input);
  });
}
