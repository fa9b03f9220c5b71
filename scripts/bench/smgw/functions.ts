import { type HttpCall, setOne } from '../../smgw-sim/emt/calls.ts';
import type { BoxCalls } from './box-calls.ts';
import { openChannel } from './channel.ts';
import type { MatrixRow } from './rows.ts';

const row: MatrixRow = { gateway: 'smgw-sim', scenario: 'hks3', addressing: 'socks5', tls: '1.3', curve: 'bp256' };
const functionNames = ['ocpp', 'limit', 'tariff', 'administration'] as const;
type FunctionName = (typeof functionNames)[number];

interface Probe {
  readonly name: FunctionName;
  readonly role: string;
  readonly variables: readonly string[];
  readonly call: HttpCall;
}

const probes: readonly Probe[] = [
  { name: 'limit', role: 'operator', variables: ['AVAIL'], call: setOne('AVAIL', 60) },
  { name: 'tariff', role: 'supplier', variables: ['tarif'], call: setOne('tarif', 2) },
  { name: 'administration', role: 'administrator', variables: [], call: { method: 'GET', path: '/api/v1/site' } },
];

export interface FunctionResult {
  readonly name: FunctionName;
  readonly on: number;
  readonly off: string;
  readonly onAgain: number;
}

/** Switches each function that speaks HTTP on, off and on again, and sends a call of its own through its channel each time. */
export async function tryFunctions(box: BoxCalls): Promise<readonly FunctionResult[]> {
  const results: FunctionResult[] = [];
  for (const { name, role, variables, call } of probes) {
    await switchTo(box, [...functionNames]);
    const channel = await openChannel(box, row, { id: `try-${name}`, role, variables });
    try {
      const status = async (): Promise<number> => (await channel.gateway.request(call)).status;
      const on = await status();
      await switchTo(
        box,
        functionNames.filter((one) => one !== name),
      );
      const refused = await channel.gateway.request(call);
      await switchTo(box, [...functionNames]);
      results.push({ name, on, off: `${refused.status} ${refused.body.slice(0, 24)}`, onAgain: await status() });
    } finally {
      await channel.close();
    }
  }
  return results;
}

export async function switchTo(box: BoxCalls, on: readonly FunctionName[]): Promise<void> {
  const functions = Object.fromEntries(functionNames.map((name) => [name, on.includes(name)]));
  await box.ask('PUT', '/api/v1/smgw', { functions });
}
