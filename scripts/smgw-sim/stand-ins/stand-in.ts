import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../demo/free-port.ts';
import type { CurveName } from '../curves.ts';
import { makeIdentity } from '../identity.ts';
import { isInstalled, type RunningProgram } from './program.ts';
import { startDante, startMicrosocks, startStunnel } from './programs.ts';
import { startTinyEmt, type TinyEmt } from './tiny-emt.ts';

export const standIns = ['dante', 'microsocks'] as const;
export type StandInName = (typeof standIns)[number];

export interface StandInOptions {
  readonly socks: StandInName;
  readonly curve: CurveName;
  /** OpenSSL 3.0 of Debian 12: TLS 1.3 on the NIST curves only; 3.5 of Debian 13: on all. */
  readonly tls: '1.2' | '1.3';
  readonly clsCertificatesPem: readonly string[];
  /** Runs the stunnel of another Debian: see `trixieRoot`. */
  readonly root?: string | undefined;
}

/**
 * A root of Debian 13, whose OpenSSL 3.5 knows brainpool in TLS 1.3:
 * `mmdebstrap --variant=minbase --include=openssl,stunnel4 trixie /tmp/trixie`.
 */
export const trixieRoot = process.env.NETWACHT_TRIXIE ?? '/tmp/trixie';

/** Whether a program is in that root; chroot needs root. */
export const isInTrixie = (program: string): boolean =>
  process.getuid?.() === 0 && existsSync(join(trixieRoot, 'usr/bin', program));

/** A gateway of HKS3 made of programs that others wrote: stunnel, a SOCKS server, and a tiny EMT behind it. */
export interface StandIn {
  readonly address: string;
  readonly peerCertificatePem: string;
  /** Where the CLS has itself connected to; dante lets nothing else through. */
  readonly destination: { readonly host: string; readonly port: number };
  readonly emt: TinyEmt;
  /** The last words of both programs. */
  readonly said: () => string;
  close(): Promise<void>;
}

/** Dante changes its user, which only root may. */
export const canStandIn = (socks: StandInName): boolean =>
  isInstalled('stunnel4') &&
  (socks === 'dante' ? isInstalled('danted') && process.getuid?.() === 0 : isInstalled('microsocks'));

/** Starts all parts on loopback; leaves nothing behind when one does not start. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const folder = mkdtempSync(join(options.root === undefined ? tmpdir() : join(options.root, 'tmp'), 'smgw-stand-in-'));
  const programs: RunningProgram[] = [];
  const emt = await startTinyEmt();
  const close = async (): Promise<void> => {
    emt.close();
    await Promise.all(programs.map((program) => program.close()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const allowed = { host: 'localhost', port: emt.port };
    const socksPort = await freePort(0);
    const start = options.socks === 'dante' ? startDante : startMicrosocks;
    programs.push(await start({ folder, port: socksPort, allowed }));
    const identity = makeIdentity({ name: '1SIM0000000002', curve: options.curve });
    const port = await freePort(0);
    programs.push(await startStunnel({ ...options, folder, identity, port, socksPort }));
    return {
      ...{
        address: `127.0.0.1:${port}`,
        peerCertificatePem: identity.certificatePem,
        destination: allowed,
        emt,
        close,
      },
      said: () => programs.map(({ said }) => said()).join('\n'),
    };
  } catch (error) {
    await close();
    throw error;
  }
}
