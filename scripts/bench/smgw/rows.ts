import { type CurveName, curveNames } from '../../smgw-sim/curves.ts';
import { standIns } from '../../smgw-sim/stand-ins/stand-in.ts';

/** One way of reaching the box. */
export interface MatrixRow {
  readonly gateway: 'smgw-sim' | 'dante' | 'microsocks';
  readonly scenario: 'hks3' | 'hks4' | 'hks5';
  readonly addressing: 'socks5' | 'sni';
  readonly tls: '1.2' | '1.3';
  readonly curve: CurveName;
}

const versions = ['1.2', '1.3'] as const;
const ways = [
  { scenario: 'hks3', addressing: 'socks5' },
  { scenario: 'hks3', addressing: 'sni' },
  { scenario: 'hks4', addressing: 'socks5' },
  { scenario: 'hks5', addressing: 'socks5' },
] as const;

/** Everything the simulator can, then what OpenSSL 3.0 of Debian 12 can behind stunnel. */
export const matrixRows: readonly MatrixRow[] = [
  ...ways.flatMap((way) =>
    versions.flatMap((tls) => curveNames.map((curve) => ({ gateway: 'smgw-sim' as const, ...way, tls, curve }))),
  ),
  ...standIns.flatMap((gateway) =>
    versions.flatMap((tls) =>
      curveNames
        .filter((curve) => tls === '1.2' || !curve.startsWith('bp'))
        .map((curve) => ({ gateway, scenario: 'hks3' as const, addressing: 'socks5' as const, tls, curve })),
    ),
  ),
];

export const rowName = ({ gateway, scenario, addressing, tls, curve }: MatrixRow): string => {
  const way = scenario === 'hks3' ? `HKS3 ${addressing === 'sni' ? 'SNI' : 'SOCKS'}` : scenario.toUpperCase();
  return `${gateway === 'smgw-sim' ? gateway : `stunnel + ${gateway}`} ${way}, TLS ${tls}, ${curve}`;
};
