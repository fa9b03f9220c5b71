import type { Socket } from 'node:net';
import { ClsTrust } from './cls-trust.ts';
import { Emt } from './emt/emt.ts';
import { EventLog } from './event-log.ts';
import { FaultBox } from './faults.ts';
import { GatewayCertificates } from './gateway-certificates.ts';
import { GatewayControl } from './gateway-control.ts';
import { HanListener } from './han-listener.ts';
import { LiveChannels } from './live-channels.ts';
import type { SmgwSimOptions } from './options.ts';
import { defaultProfile, profileSchema } from './profile.ts';
import type { Surroundings } from './surroundings.ts';
import { VirtualClock } from './virtual-clock.ts';

const twoDaysS = 48 * 3600;
/** What the field study saw (notes 1.7). */
const studiedIdleS = 180;

/** A simulated Smart Meter Gateway with its gateway administrator and its EMT, on loopback. */
export class SmgwSim {
  /** HKS3: where the CLS dials, `host:port`; of the other scenarios `''`. */
  readonly address: string;
  readonly emt: Emt;
  readonly events: EventLog;
  readonly control: GatewayControl;
  readonly #end: () => Promise<void>;

  constructor(parts: {
    address: string;
    emt: Emt;
    events: EventLog;
    control: GatewayControl;
    end: () => Promise<void>;
  }) {
    this.address = parts.address;
    this.emt = parts.emt;
    this.events = parts.events;
    this.control = parts.control;
    this.#end = parts.end;
  }

  /** What the CLS pins: the certificate in use. */
  get peerCertificatePem(): string {
    return this.control.certificates.current.certificatePem;
  }

  /** Ends listener, channels and timers. */
  close(): Promise<void> {
    return this.#end();
  }
}

/** Starts the gateway; in HKS3 it listens when the promise resolves. */
export async function startSmgwSim(options: SmgwSimOptions = {}): Promise<SmgwSim> {
  const { scenario = 'hks3', curve = 'bp256', tls = 'both', onlyCurve = false, addressing = 'socks5' } = options;
  const clock = new VirtualClock(options.timeScale ?? 1);
  const events = new EventLog(() => clock.nowMs);
  if (options.onEvent !== undefined) events.on(options.onEvent);
  let profile = profileSchema.parse(options.profile ?? defaultProfile);
  const faults = new FaultBox((name) => live.fault(name));
  const idleS = (): number | undefined => options.idleCloseS ?? (faults.holds('idleClose') ? studiedIdleS : undefined);
  const live = new LiveChannels({
    ...{ clock, events },
    sessionLimitMs: (options.sessionLimitS ?? twoDaysS) * 1000,
    idleMs: () => {
      const seconds = idleS();
      return seconds === undefined ? undefined : seconds * 1000;
    },
    displaces: () => faults.holds('displace'),
  });
  const plans = options.faults ?? [];
  const mayRenegotiate = options.mayRenegotiate ?? plans.some(({ name }) => name === 'renegotiate');
  let connections = 0;
  const open = new Set<Socket>();
  const around: Surroundings = {
    ...{ addressing, clock, events, faults, live, open },
    wish: { tls, curve, onlyCurve, mayRenegotiate },
    certificates: new GatewayCertificates(curve),
    trust: new ClsTrust(options.clsCertificatesPem ?? []),
    profile: () => profile,
    emt: new Emt({ events, faults, clock, handlers: options.emts ?? {}, opening: options.opening ?? [] }),
    nextConnection: () => {
      connections += 1;
      return connections;
    },
  };
  const control = new GatewayControl(around, (put) => (profile = put), options.cls);
  const listener = scenario === 'hks3' ? new HanListener(around) : undefined;
  const { host = '127.0.0.1', port = 0 } = options.listen ?? {};
  const address =
    listener === undefined ? '' : `${host.includes(':') ? `[${host}]` : host}:${await listener.listen(host, port)}`;
  faults.plan(plans, clock);
  const stopDialling = scenario === 'hks5' ? keepDialling(around, control, options.dialEveryS ?? 60) : () => {};
  events.add('started', { scenario, curve, tls, addressing, address });
  const end = async (): Promise<void> => {
    stopDialling();
    listener?.close();
    around.emt.close();
    const closed = [...open].map((raw) => new Promise((resolve) => raw.once('close', resolve)));
    for (const raw of open) raw.destroy();
    clock.stop();
    await Promise.all(closed);
  };
  return new SmgwSim({ address, emt: around.emt, events, control, end });
}

/** HKS5: by its own schedule, whenever no channel is up. */
function keepDialling({ clock, live }: Surroundings, control: GatewayControl, everyS: number): () => void {
  let stopped = false;
  let stop = (): void => {};
  const look = async (): Promise<void> => {
    // What fails is an event of its own; the next look tries again.
    if (live.all.length === 0 && control.state.cls !== null) await control.wake(undefined, 'schedule').catch(() => {});
    if (!stopped) stop = clock.after(everyS * 1000, () => void look());
  };
  void look();
  return () => {
    stopped = true;
    stop();
  };
}
