import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hasSocat, openPtyPair } from '../../test/drivers/link/pty-pair.ts';
import { compiled, startForeignServer, whyAbsent } from '../../test/foreign/foreign-server.ts';
import { block, held, type LoopFigures } from './modbus/read-loop.ts';

const clients = ['ours', 'modbus-serial', 'jsmodbus', 'libmodbus'] as const;
type Client = (typeof clients)[number];
const reference: Client = 'modbus-serial';

/**
 * Transactions a second and CPU per transaction of our line layer beside modbus-serial, jsmodbus and libmodbus: each reads
 * ten registers of a libmodbus server, one after the other, in a process of its own, all in turn for `--rounds N` (5), each
 * `--tcp N` (5000) times over TCP and `--rtu N` (400) times on a pseudo terminal.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      tcp: { type: 'string', default: '5000' },
      rtu: { type: 'string', default: '400' },
    },
  });
  const why = whyAbsent('libmodbus') ?? (hasSocat() ? undefined : 'socat is missing');
  if (why !== undefined) {
    console.log(`netwacht: not measured, ${why}`);
    return;
  }
  const pty = await openPtyPair();
  const server = await startForeignServer('libmodbus', ['tcp', `serial:${pty.far}`]);
  server.put(block.unitId, 'holding', block.address, held);
  await server.settled();
  try {
    const rounds = Number(values.rounds);
    await table('tcp', server.addresses.tcp ?? '', Number(values.tcp), rounds);
    await table('rtu', pty.near, Number(values.rtu), rounds);
  } finally {
    await server.close();
    await pty.close();
  }
}

async function table(line: 'tcp' | 'rtu', target: string, count: number, rounds: number): Promise<void> {
  const figures = new Map<Client, LoopFigures[]>(clients.map((client) => [client, []]));
  for (let round = 0; round < rounds; round++)
    for (const client of clients) figures.get(client)?.push(await measure(client, line, target, count));
  const rate = (client: Client) => median(figures.get(client)?.map(({ reads, ms }) => (1_000 * reads) / ms) ?? []);
  const cpu = (client: Client) => median(figures.get(client)?.map(({ reads, cpuUs }) => cpuUs / reads) ?? []);
  console.log(`${line}: ${rounds} rounds of ${count} reads of ${block.quantity} registers, medians`);
  for (const client of clients) {
    const errors = figures.get(client)?.reduce((sum, one) => sum + one.errors, 0) ?? 0;
    console.log(
      `  ${client.padEnd(14)} ${rate(client).toFixed(0).padStart(6)} tx/s (${ratio(rate(client), rate(reference))}) ` +
        `${cpu(client).toFixed(0).padStart(5)} us CPU/tx (${ratio(cpu(client), cpu(reference))}), ${errors} errors`,
    );
  }
}

const ratio = (value: number, to: number): string => `${(value / to).toFixed(2)} of ${reference}`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function measure(client: Client, line: 'tcp' | 'rtu', target: string, count: number): Promise<LoopFigures> {
  const { unitId, functionCode, address, quantity } = block;
  const [program, args] =
    client === 'libmodbus'
      ? [compiled('libmodbus-client'), [line, target, unitId, functionCode, address, quantity, count].map(String)]
      : [
          process.execPath,
          [fileURLToPath(new URL('modbus/client.ts', import.meta.url)), client, line, target, `${count}`],
        ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(text) as LoopFigures);
      else reject(new Error(`${client} over ${line} ended with ${code}: ${text}`));
    });
  });
}
