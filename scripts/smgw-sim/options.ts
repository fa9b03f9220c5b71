import type { CurveName } from './curves.ts';
import type { HttpCall } from './emt/calls.ts';
import type { EmtHandler } from './emt/emt.ts';
import type { SimEvent } from './event-log.ts';
import type { FaultPlan } from './faults.ts';
import type { ProxyProfile } from './profile.ts';
import type { TlsVersion } from './tls-settings.ts';

/** hks3: the CLS dials us. hks4: we dial it when the EMT wakes us. hks5: we dial it on our own schedule. */
export const simScenarios = ['hks3', 'hks4', 'hks5'] as const;
export type SimScenario = (typeof simScenarios)[number];
export const addressings = ['socks5', 'sni'] as const;

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface SmgwSimOptions {
  readonly scenario?: SimScenario;
  /** Of the gateway's certificate, and preferred for the key exchange. bp256 if absent. */
  readonly curve?: CurveName;
  /** True: no other curve is offered for the key exchange; the certificate of the CLS must then be on it too. */
  readonly onlyCurve?: boolean;
  readonly tls?: TlsVersion;
  readonly addressing?: (typeof addressings)[number];
  /** HKS3: where we listen; loopback and any free port if absent. */
  readonly listen?: Partial<HostPort>;
  /** HKS4, HKS5: where the CLS listens; may be given later. */
  readonly cls?: HostPort;
  /** Certificates of the CLS that are let in; more by `control.trust`. */
  readonly clsCertificatesPem?: readonly string[];
  readonly profile?: ProxyProfile;
  readonly faults?: readonly FaultPlan[];
  /** Virtual seconds per second. */
  readonly timeScale?: number;
  /** Virtual; 48 h if absent. */
  readonly sessionLimitS?: number;
  /** Virtual; absent: idle channels stay, unless the fault `idleClose` holds (then 180). */
  readonly idleCloseS?: number;
  /** HKS5, virtual: dials when no channel is up, this often. 60 if absent. */
  readonly dialEveryS?: number;
  /** Other uses than HTTP, by `host:port` of the destination. */
  readonly emts?: Readonly<Record<string, EmtHandler>>;
  /** What the EMT sends as soon as a channel is up. */
  readonly opening?: readonly HttpCall[];
  /** Leaves renegotiation possible, which the profile forbids; set by itself when that fault is planned. */
  readonly mayRenegotiate?: boolean;
  readonly onEvent?: (event: SimEvent) => void;
}
