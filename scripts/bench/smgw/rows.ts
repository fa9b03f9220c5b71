import { type CurveName, curveNames } from '../../smgw-sim/curves.ts';
import { standIns } from '../../smgw-sim/stand-ins/stand-in.ts';

/** One way of reaching the box. */
export interface MatrixRow {
  /** The simulator, or stunnel with this SOCKS server. */
  readonly gateway: 'smgw-sim' | 'dante' | 'microsocks';
  /** Whose stunnel: Debian 12 is this machine's, Debian 13 comes from a folder. */
  readonly debian?: 12 | 13;
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

/** Everything the simulator can, then what the OpenSSL behind stunnel can. */
export const matrixRows: readonly MatrixRow[] = [
  ...ways.flatMap((way) =>
    versions.flatMap((tls) => curveNames.map((curve) => ({ gateway: 'smgw-sim' as const, ...way, tls, curve }))),
  ),
  ...standIns.flatMap((gateway) => standInRows(gateway, 12)),
  ...standInRows('dante', 13),
];

/** OpenSSL 3.0 of Debian 12 has no brainpool in TLS 1.3; 3.5 of Debian 13 has. */
function standInRows(gateway: MatrixRow['gateway'], debian: 12 | 13): readonly MatrixRow[] {
  const fixed = { gateway, debian, scenario: 'hks3', addressing: 'socks5' } as const;
  return versions.flatMap((tls) =>
    curveNames
      .filter((curve) => debian === 13 || tls === '1.2' || !curve.startsWith('bp'))
      .map((curve) => ({ ...fixed, tls, curve })),
  );
}

export const rowName = ({ gateway, debian, scenario, addressing, tls, curve }: MatrixRow): string => {
  const way = scenario === 'hks3' ? `HKS3 ${addressing === 'sni' ? 'SNI' : 'SOCKS'}` : scenario.toUpperCase();
  return `${debian === undefined ? gateway : `stunnel${debian === 13 ? ' of Debian 13' : ''} + ${gateway}`} ${way}, TLS ${tls}, ${curve}`;
};
