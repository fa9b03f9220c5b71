/** What the box says of itself by multicast DNS (RFC 6762, DNS-SD RFC 6763). */
export interface Announced {
  /** `NTW-` and 16 hex digits. */
  readonly id: string;
  readonly version: string;
  readonly port: number;
  /** 2 and more where somebody else has the name already. */
  readonly attempt: number;
}

export interface MdnsRecord {
  readonly name: string;
  readonly type: 'A' | 'PTR' | 'SRV' | 'TXT';
  readonly ttl: number;
  readonly flush?: boolean;
  readonly data: string | { readonly port: number; readonly target: string } | string[];
}

const services = ['_http._tcp.local', '_netwacht._tcp.local'] as const;
const servicesOfAll = '_services._dns-sd._udp.local';
/** RFC 6762 §10: names of hosts two minutes, everything else 75. */
const hostTtlS = 120;
const otherTtlS = 4500;

/** `netwacht-0123456789abcdef.local` */
export const hostOf = ({ id, attempt }: Pick<Announced, 'id' | 'attempt'>): string =>
  `${id.replace(/^NTW-/, 'netwacht-').toLowerCase()}${attempt > 1 ? `-${attempt}` : ''}.local`;

/** Everything that is said on a network where the box has this IPv4 address; `goodbye`: all of it is over. */
export function recordsOf(said: Announced, address: string, goodbye = false): readonly MdnsRecord[] {
  const host = hostOf(said);
  const ttl = (seconds: number): number => (goodbye ? 0 : seconds);
  const ofService = (service: string): MdnsRecord[] => {
    const name = `${host.replace(/\.local$/, '')}.${service}`;
    return [
      // Others offer the same kind of service: that it is there is not ours to take back.
      ...(goodbye ? [] : [{ name: servicesOfAll, type: 'PTR' as const, ttl: otherTtlS, data: service }]),
      { name: service, type: 'PTR', ttl: ttl(otherTtlS), data: name },
      { name, type: 'SRV', ttl: ttl(hostTtlS), flush: true, data: { port: said.port, target: host } },
      {
        ...{ name, type: 'TXT', ttl: ttl(otherTtlS), flush: true },
        data: ['txtvers=1', `id=${said.id}`, `version=${said.version}`, 'path=/'],
      },
    ];
  };
  return [{ name: host, type: 'A', ttl: ttl(hostTtlS), flush: true, data: address }, ...services.flatMap(ofService)];
}

/** The records that answer a question; with a pointer comes what it points at. */
export function answersTo(
  questions: readonly { readonly name: string; readonly type: string }[],
  records: readonly MdnsRecord[],
): { readonly answers: readonly MdnsRecord[]; readonly additionals: readonly MdnsRecord[] } {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const answers = records.filter(({ name, type }) =>
    questions.some((asked) => same(asked.name, name) && (asked.type === type || asked.type === 'ANY')),
  );
  const pointed = answers.some(({ type }) => type === 'PTR' || type === 'SRV');
  return { answers, additionals: pointed ? records.filter((one) => !answers.includes(one) && one.type !== 'PTR') : [] };
}

/** Whether somebody else says that our name is his. */
export const isConflict = (
  heard: readonly { readonly name: string; readonly type: string; readonly data?: unknown }[],
  host: string,
  own: readonly string[],
): boolean =>
  heard.some(
    ({ name, type, data }) => type === 'A' && name.toLowerCase() === host.toLowerCase() && !own.includes(String(data)),
  );
