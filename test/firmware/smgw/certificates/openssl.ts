import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's openssl in a folder of its own: an independent hand that makes and judges certificates. */
export class OpenSsl {
  readonly dir = mkdtempSync(join(tmpdir(), 'netwacht-openssl-'));

  run(...args: string[]): string {
    return execFileSync('openssl', args, { cwd: this.dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Like `run`, with the text on its standard input. */
  feed(input: string, ...args: string[]): string {
    return execFileSync('openssl', args, { cwd: this.dir, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  file(name: string, content: string | Buffer): string {
    writeFileSync(join(this.dir, name), content);
    return name;
  }

  text = (name: string): string => readFileSync(join(this.dir, name), 'utf8');
  bytes = (name: string): Buffer => readFileSync(join(this.dir, name));

  /** `NAME.key` and a self-signed `NAME.crt`. `key` as `openssl genpkey` wants it. */
  selfSigned(name: string, curve = 'brainpoolP256r1', days = '365'): void {
    this.run('ecparam', '-name', curve, '-genkey', '-noout', '-out', `${name}.key`);
    this.run('req', '-x509', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-days', days, '-out', `${name}.crt`);
  }

  /** `NAME.key` and a self-signed `NAME.crt` on a kind of key that the HAN does not know. */
  rsa(name: string): void {
    const made = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
    this.run('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, ...made);
  }

  /** `NAME.key` and `NAME.crt` issued by ISSUER; `ca`: may issue others. */
  issued(name: string, issuer: string, { ca = false, curve = 'brainpoolP256r1' } = {}): void {
    this.run('ecparam', '-name', curve, '-genkey', '-noout', '-out', `${name}.key`);
    this.run('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
    this.file(`${name}.ext`, `basicConstraints=critical,CA:${ca ? 'TRUE' : 'FALSE'}\n`);
    const from = ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`, '-CAcreateserial', '-extfile', `${name}.ext`];
    this.run('x509', '-req', '-in', `${name}.csr`, ...from, '-days', '365', '-out', `${name}.crt`);
  }

  close(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
