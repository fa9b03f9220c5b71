import { isIPv6 } from 'node:net';
import type { HealthState } from '../domain/state.ts';

/** What a person before the box needs to know of the program. */
export interface ConsoleFacts {
  readonly boxId: string;
  /** Of this machine, link-local ones with their scope. */
  readonly addresses: readonly string[];
  readonly names: readonly string[];
  readonly httpPort: number;
  /** Only while nobody owns the box. */
  readonly claimCode: string | undefined;
  /** A site was put. */
  readonly hasSite: boolean;
  /** undefined: the control loop has not run yet. */
  readonly health: readonly HealthState[] | undefined;
}

const width = 78;
const label = 12;
const mostAddresses = 4;
const mostFaults = 6;
const rank = { fault: 0, warning: 1, info: 2 } as const;

/** Lines of at most 78 printable characters, each with its line end. */
export function consoleText(facts: ConsoleFacts): string {
  const { boxId, claimCode, health } = facts;
  const told = (health ?? [])
    .filter(({ severity }) => severity !== 'info')
    .toSorted((a, b) => rank[a.severity] - rank[b.severity]);
  const lines = [
    ...entry('Address', addressLines(facts)),
    ...entry('Box', [boxId]),
    ...(claimCode === undefined
      ? []
      : entry('Claim code', [claimCode, 'This box has no owner yet: claim it on its page with this code.'])),
    ...entry('State', [stateLine(facts, told.length), ...told.slice(0, mostFaults).flatMap(faultLines)]),
  ];
  return lines.map((line) => `${printable(line).slice(0, width).trimEnd()}\n`).join('');
}

function addressLines({ addresses, names, httpPort }: ConsoleFacts): string[] {
  const port = httpPort === 80 ? '' : `:${httpPort}`;
  // What one can type: IPv4 first, link-local IPv6 only where there is nothing else.
  const usable = addresses.filter((address) => !address.includes('%'));
  const chosen = usable.toSorted((a, b) => Number(isIPv6(a)) - Number(isIPv6(b))).slice(0, mostAddresses);
  const numbers = chosen.map((address) => `http://${isIPv6(address) ? `[${address}]` : address}${port}`);
  const byName = names.map((name) => `http://${name}${port}`);
  return numbers.length > 0 ? [...numbers, ...byName] : ['none yet; is the network cable in?'];
}

function stateLine({ health, claimCode, hasSite }: ConsoleFacts, faults: number): string {
  if (health === undefined) return 'starting';
  if (faults === 0)
    return claimCode !== undefined ? 'good, waits for its owner' : hasSite ? 'good' : 'good, has no site yet';
  return faults === 1 ? 'one thing is not as it should be:' : `${faults} things are not as they should be:`;
}

function faultLines({ message }: HealthState): string[] {
  const room = width - label - 2;
  const lines: string[] = [];
  let line = '';
  for (const word of message.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((text, k) => `${k === 0 ? '- ' : '  '}${text}`);
}

const entry = (name: string, lines: readonly string[]): string[] =>
  lines.map((line, k) => (k === 0 ? name : '').padEnd(label) + line);

/** Names of devices may hold anything, and a terminal obeys what is not printable: plain ASCII is left, é as e. */
const printable = (line: string): string =>
  line
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^ -~]/gu, '?');
