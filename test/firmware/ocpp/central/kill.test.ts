import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RPCClient } from 'ocpp-rpc';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';

const kills = 10;
const program = join(import.meta.dirname, 'central-process.ts');

interface Told {
  readonly kind: 'begin' | 'end';
  readonly localTx: string;
  readonly meterWh: number;
}

/** A charge point that repeats what got no answer, as its TransactionMessageAttempts say. */
class Persistent {
  #client: RPCClient | undefined;
  readonly #endpoint: () => Promise<string>;
  repetitions = 0;

  constructor(endpoint: () => Promise<string>) {
    this.#endpoint = endpoint;
  }

  async deliver(
    action: string,
    payload: Record<string, unknown>,
    onSent: () => void,
  ): Promise<Record<string, unknown>> {
    for (;;) {
      try {
        const client = await this.#connected();
        const answer = client.call(action, payload);
        onSent();
        return (await answer) as Record<string, unknown>;
      } catch {
        this.repetitions += 1;
        await this.end();
      }
    }
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

  async end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close({ force: true } as never).catch(() => undefined);
  }
}

describe('a central system that is killed', () => {
  let folder: TestFolder;
  let child: ChildProcess | undefined;
  let endpoint: Promise<string>;
  const start = () => {
    const made = fork(program, [folder.dir], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child = made;
    endpoint = new Promise((resolve) =>
      made.once('message', (message) => resolve((message as { endpoint: string }).endpoint)),
    );
  };
  const kill = async () => {
    const dying = child;
    const gone = new Promise<void>((resolve) => dying?.once('exit', () => resolve()));
    dying?.kill('SIGKILL');
    await gone;
    start();
  };

  beforeEach(() => {
    folder = testFolder();
    start();
  });
  afterEach(() => {
    child?.kill('SIGKILL');
    folder.end();
  });

  it('loses no begin and no end, and no number is given twice', async () => {
    const box = new Persistent(() => endpoint);
    const numbers = new Map<number, number>();
    let left = kills;
    let killing: Promise<void> | undefined;
    const maybeKill = () => {
      if (left === 0 || killing !== undefined) return;
      left -= 1;
      // Somewhere between the call and some time after its answer.
      killing = pause(Math.random() * 12)
        .then(kill)
        .finally(() => {
          killing = undefined;
        });
    };
    let meterWh = 1000;
    let n = 0;
    for (; left > 0 || killing !== undefined || n < 20; n += 1) {
      const timestamp = new Date(Date.UTC(2026, 10, 28, 0, n)).toISOString();
      const begin = { connectorId: 1, idTag: 'A', meterStart: meterWh, timestamp };
      const { transactionId } = await box.deliver('StartTransaction', begin, maybeKill);
      assert.equal(numbers.has(transactionId as number), false, `number ${transactionId} is given once`);
      numbers.set(transactionId as number, n);
      meterWh += 7;
      await box.deliver('StopTransaction', { transactionId, meterStop: meterWh, timestamp }, maybeKill);
    }
    await box.end();
    const told = readFileSync(join(folder.dir, 'told'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Told);
    // After a kill the same may be told once more, by the same name.
    const once = [...new Map(told.map((one) => [`${one.kind} ${one.localTx}`, one])).values()];
    assert.deepEqual(
      once.map(({ kind, meterWh: wh }) => [kind, wh]),
      Array.from({ length: n }, (_, k) => [
        ['begin', 1000 + 7 * k],
        ['end', 1007 + 7 * k],
      ]).flat(),
    );
    for (let k = 0; k < n; k += 1) assert.equal(once[2 * k]?.localTx, once[2 * k + 1]?.localTx);
    assert.ok(box.repetitions > 0, 'some were repeated');
    assert.ok(told.length <= once.length + kills, 'told again only where it was killed');
  }).timeout(60_000);
});
