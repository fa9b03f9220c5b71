import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RPCClient } from 'ocpp-rpc';

/** What a charge point saw of a central system that was killed again and again, and what of it was told inside. */
export interface CentralKills {
  readonly kills: number;
  readonly transactions: number;
  /** Messages that the charge point sent once more for want of an answer. */
  readonly repeated: number;
  /** Begins and ends that were told inside once more, by the same name. */
  readonly toldAgain: number;
  /** What must not be, in sentences. */
  readonly faults: readonly string[];
}

interface Told {
  readonly kind: 'begin' | 'end';
  readonly localTx: string;
  readonly meterWh: number;
}

const program = join(import.meta.dirname, 'central-process.ts');
/**
 * A kill comes so long after a call at most, half of them soon: on its way, on ours, with the answer, after it. A process that
 * has just started needs longer for its first call, and one that has warmed up is worth more: not each call brings a kill.
 */
const [soonMs, lateMs] = [3, 60];
const killShare = 0.3;

/**
 * One transaction after the other at a charge point that repeats what got no answer, while the central system in `dir` is
 * killed (kill -9) at random moments.
 */
export async function playCentralKills(dir: string, kills: number, random = Math.random): Promise<CentralKills> {
  const process = new KilledProcess(dir);
  const box = new PersistentBox(() => process.endpoint);
  const faults: string[] = [];
  const numbers = new Set<unknown>();
  let left = kills;
  let killing: Promise<void> | undefined;
  const maybeKill = (): void => {
    if (left === 0 || killing !== undefined || random() > killShare) return;
    left -= 1;
    killing = pause(random() * (random() < 0.5 ? soonMs : lateMs))
      .then(() => process.kill())
      .finally(() => {
        killing = undefined;
      });
  };
  let n = 0;
  try {
    for (; left > 0 || killing !== undefined || n < 20; n += 1) {
      const timestamp = new Date(Date.UTC(2026, 10, 28, 0, n)).toISOString();
      const meterStart = 1000 + 7 * n;
      const begin = { connectorId: 1, idTag: 'A', meterStart, timestamp };
      const { transactionId } = await box.deliver('StartTransaction', begin, maybeKill);
      if (numbers.has(transactionId)) faults.push(`number ${transactionId} was given twice`);
      numbers.add(transactionId);
      await box.deliver('StopTransaction', { transactionId, meterStop: meterStart + 7, timestamp }, maybeKill);
    }
  } finally {
    await box.end();
    await process.end();
  }
  const told = readTold(dir);
  const once = [...new Map(told.map((one) => [`${one.kind} ${one.localTx}`, one])).values()];
  return {
    ...{ kills, transactions: n, repeated: box.repeated, toldAgain: told.length - once.length },
    faults: [...faults, ...faultsOf(once, n)],
  };
}

/** Each begin and each end, in its order, with its counter, and one name for both. */
function faultsOf(told: readonly Told[], transactions: number): readonly string[] {
  const faults: string[] = [];
  for (let k = 0; k < transactions; k += 1) {
    const [begin, end] = [told[2 * k], told[2 * k + 1]];
    const wh = 1000 + 7 * k;
    if (begin?.kind !== 'begin' || begin.meterWh !== wh) faults.push(`begin ${k} is not where it belongs`);
    if (end?.kind !== 'end' || end.meterWh !== wh + 7) faults.push(`end ${k} is not where it belongs`);
    if (begin?.localTx !== end?.localTx) faults.push(`begin and end ${k} have two names`);
  }
  if (told.length !== 2 * transactions) faults.push(`${told.length} were told of ${2 * transactions}`);
  return faults;
}

const readTold = (dir: string): readonly Told[] =>
  readFileSync(join(dir, 'told'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);

class KilledProcess {
  readonly #dir: string;
  #child: ChildProcess | undefined;
  endpoint: Promise<string>;

  constructor(dir: string) {
    this.#dir = dir;
    this.endpoint = this.#start();
  }

  async kill(): Promise<void> {
    await this.end();
    this.endpoint = this.#start();
  }

  async end(): Promise<void> {
    const child = this.#child;
    const gone = new Promise<void>((resolve) => child?.once('exit', () => resolve()));
    child?.kill('SIGKILL');
    await gone;
  }

  #start(): Promise<string> {
    const child = fork(program, [this.#dir], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child = child;
    return new Promise((resolve) =>
      child.once('message', (message) => resolve((message as { readonly endpoint: string }).endpoint)),
    );
  }
}

/** A charge point that repeats what got no answer, as its TransactionMessageAttempts say. */
class PersistentBox {
  readonly #endpoint: () => Promise<string>;
  #client: RPCClient | undefined;
  repeated = 0;

  constructor(endpoint: () => Promise<string>) {
    this.#endpoint = endpoint;
  }

  async deliver(action: string, payload: object, onSent: () => void): Promise<Record<string, unknown>> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        const client = await this.#connected();
        const answer = client.call(action, payload as Record<string, unknown>);
        if (!isFirst) this.repeated += 1;
        onSent();
        return (await answer) as Record<string, unknown>;
      } catch {
        // Killed before, while or after it looked at this message: all three are the same to a charge point.
        await this.end();
        await pause(10);
      }
    }
  }

  async end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close({ code: 1001, reason: '' }).catch(() => undefined);
  }

  async #connected(): Promise<RPCClient> {
    if (this.#client !== undefined) return this.#client;
    const client = new RPCClient({
      ...{ endpoint: await this.#endpoint(), identity: 'CP', protocols: ['ocpp1.6'], strictMode: true },
      ...{ reconnect: false, callTimeoutMs: 5000 },
    } as unknown as ConstructorParameters<typeof RPCClient>[0]);
    client.on('close', () => {
      if (this.#client === client) this.#client = undefined;
    });
    await client.connect();
    this.#client = client;
    return client;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
