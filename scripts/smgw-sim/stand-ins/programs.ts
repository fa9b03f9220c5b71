import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CurveName, curves } from '../curves.ts';
import type { SimIdentity } from '../identity.ts';
import { type RunningProgram, startProgram } from './program.ts';

export interface StunnelWish {
  readonly folder: string;
  /** A root of another Debian, in which the folder is too; absent: the programs of this machine. */
  readonly root?: string | undefined;
  readonly identity: SimIdentity;
  /** The CLS that is let in: its certificate, pinned whole. */
  readonly clsCertificatesPem: readonly string[];
  readonly curve: CurveName;
  readonly tls: '1.2' | '1.3';
  readonly port: number;
  readonly socksPort: number;
}

/** The TLS side: asks for the certificate of the CLS, takes only the one it was given, renegotiates never. */
export function startStunnel(wish: StunnelWish): Promise<RunningProgram> {
  const { folder, root = '', identity, clsCertificatesPem, curve, tls, port, socksPort } = wish;
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path.slice(root.length);
  };
  const group = tls === '1.2' ? curves[curve].key : curves[curve].group13;
  const config = [
    'foreground = yes',
    'pid =',
    'syslog = no',
    'debug = notice',
    '[han]',
    `accept = 127.0.0.1:${port}`,
    `connect = 127.0.0.1:${socksPort}`,
    `cert = ${file('gateway.pem', identity.certificatePem)}`,
    `key = ${file('gateway.key', identity.keyPem)}`,
    `CAfile = ${file('cls.pem', clsCertificatesPem.join(''))}`,
    'verifyPeer = yes',
    `sslVersionMin = TLSv${tls}`,
    `sslVersionMax = TLSv${tls}`,
    'ciphers = ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384',
    'ciphersuites = TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384',
    `curves = ${group}`,
    'renegotiation = no',
    'TIMEOUTclose = 1',
    '',
  ];
  const configFile = file('stunnel.conf', config.join('\n'));
  return root === ''
    ? startProgram('stunnel4', [configFile], port)
    : startProgram('chroot', [root, 'stunnel4', configFile], port);
}

export interface SocksWish {
  readonly folder: string;
  readonly port: number;
  /** The only destination that is let through. */
  readonly allowed: { readonly host: string; readonly port: number };
}

/** SOCKS with a rule list, which answers "not allowed" itself: the nearest to a proxy profile that Debian has. */
export function startDante({ folder, port, allowed }: SocksWish): Promise<RunningProgram> {
  const config = [
    'logoutput: stderr',
    `internal: 127.0.0.1 port = ${port}`,
    'external: 127.0.0.1',
    'clientmethod: none',
    'socksmethod: none',
    'user.privileged: root',
    'user.unprivileged: nobody',
    'client pass {',
    'from: 127.0.0.0/8 to: 0.0.0.0/0',
    '}',
    'socks pass {',
    `from: 127.0.0.0/8 to: ${allowed.host} port = ${allowed.port}`,
    'command: connect',
    'protocol: tcp',
    '}',
    'socks block {',
    'from: 0.0.0.0/0 to: 0.0.0.0/0',
    '}',
    '',
  ];
  const path = join(folder, 'danted.conf');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, config.join('\n'));
  return startProgram('danted', ['-f', path, '-p', join(folder, 'danted.pid')], port);
}

/** SOCKS without any rules. */
export const startMicrosocks = ({ port }: SocksWish): Promise<RunningProgram> =>
  startProgram('microsocks', ['-i', '127.0.0.1', '-p', String(port)], port);
