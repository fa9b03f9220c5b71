import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/demo/free-port.ts';

/** Debian's broker; tests without it are skipped. */
export const mosquitto = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(mosquitto);

export interface MosquittoOptions {
  /** The one who may come, with the password `geheim`. */
  readonly user?: string;
  /** A certificate of its own for 127.0.0.1, which is an authority as well. */
  readonly tls?: boolean;
  /** Clients have to show a certificate that it has signed. */
  readonly needsCertificate?: boolean;
}

/** A broker of Debian's on a port of its own, which can be stopped and started again. */
export class Mosquitto {
  readonly #folder = mkdtempSync(join(tmpdir(), 'netwacht-mosquitto-'));
  readonly #user: string | undefined;
  readonly #tls: boolean;
  readonly #needsCertificate: boolean;
  #child: ChildProcess | undefined;
  port = 0;

  /** `user`: the one who may come, with the password `geheim`; without it everybody may. `tls`: a certificate of its own. */
  constructor({ user, tls = false, needsCertificate = false }: MosquittoOptions = {}) {
    this.#user = user;
    this.#tls = tls;
    this.#needsCertificate = needsCertificate;
  }

  /** PEM of its certificate, which is its own authority. */
  get certificatePem(): string {
    return readFileSync(join(this.#folder, 'cert.pem'), 'utf8');
  }

  /** Makes a certificate for a client that its authority (the broker's certificate) has signed. */
  clientPair(name: string): { readonly pem: string; readonly keyPem: string } {
    const at = (file: string) => join(this.#folder, file);
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const ca = ['-CA', at('cert.pem'), '-CAkey', at('key.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        ...curve,
        '-days',
        '2',
        '-subj',
        `/CN=${name}`,
        ...ca,
        '-addext',
        'extendedKeyUsage=clientAuth',
        '-addext',
        'basicConstraints=critical,CA:FALSE',
        '-out',
        at('c.pem'),
        '-keyout',
        at('c.key'),
      ],
      { stdio: 'ignore' },
    );
    return { pem: readFileSync(at('c.pem'), 'utf8'), keyPem: readFileSync(at('c.key'), 'utf8') };
  }

  /** SHA-256 of its certificate. */
  get pin(): string {
    const { fingerprint256 } = new X509Certificate(readFileSync(join(this.#folder, 'cert.pem')));
    return fingerprint256.replaceAll(':', '').toLowerCase();
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort(0);
    const file = join(this.#folder, 'mosquitto.conf');
    const passwordFile = join(this.#folder, 'passwords');
    if (this.#user !== undefined) execFileSync('mosquitto_passwd', ['-b', '-c', passwordFile, this.#user, 'geheim']);
    const access = this.#user === undefined ? 'allow_anonymous true' : `password_file ${passwordFile}`;
    const tls = this.#tls ? this.#certificate() : '';
    writeFileSync(file, `listener ${this.port} 127.0.0.1\n${tls}${access}\nuser root\npersistence false\n`);
    this.#child = spawn(mosquitto, ['-c', file], { stdio: 'ignore' });
    for (let k = 0; k < 200; k += 1) {
      if (await answers(this.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('mosquitto does not answer');
  }

  #certificate(): string {
    const [cert, key] = [join(this.#folder, 'cert.pem'), join(this.#folder, 'key.pem')];
    const made = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=broker',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    ];
    if (!existsSync(cert))
      execFileSync('openssl', ['req', '-x509', ...made, '-out', cert, '-keyout', key], { stdio: 'ignore' });
    const client = this.#needsCertificate ? `cafile ${cert}\nrequire_certificate true\n` : '';
    return `certfile ${cert}\nkeyfile ${key}\n${client}`;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
