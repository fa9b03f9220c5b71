import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Stamps } from '../../../../firmware/ocpp/queue/stamps.ts';
import { type Delivered, TransactionQueue } from '../../../../firmware/ocpp/queue/transaction-queue.ts';
import type { RetrySettings } from '../../../../firmware/ocpp/queue/verdict.ts';
import { CallFailed } from '../../../../firmware/ocpp/rpc/call-error.ts';
import { StoreHealth } from '../../../../firmware/store/health.ts';
import { type OcppStore, OcppStoreOnDisk } from '../../../../firmware/store/ocpp/ocpp-store.ts';
import { StoreError } from '../../../../firmware/store/store-error.ts';
import { FakeTime } from '../../../drivers/device/fake-time.ts';
import { testParent } from '../../store/data-folder-fixture.ts';

export const name = { backend: 'supplier', station: 'CP1' } as const;

/** A call of the queue, which the test answers. */
export interface Call {
  readonly action: string;
  readonly payload: Record<string, unknown>;
  readonly id: string;
  answer(payload?: object): Promise<void>;
  fail(how: CallFailed['how'], code?: string): Promise<void>;
}

/** A clock that can be wrong, and set. */
export class BoxTime extends FakeTime {
  skewMs = 200_000_000_000;

  override wallMs(): number {
    return super.wallMs() + this.skewMs;
  }
}

/** A queue on a real file, whose program can be ended and started anew at any moment; the test is the backend. */
export class Bench {
  readonly dir: string;
  readonly time = new BoxTime();
  readonly calls: Call[] = [];
  readonly delivered: Delivered[] = [];
  readonly errors: string[] = [];
  readonly health = new StoreHealth(this.time);
  settings: RetrySettings = { attempts: 3, retryIntervalS: 60 };
  most: { readonly messages: number; readonly bytes: number } | undefined;
  synced = true;
  boot = 'boot-1';
  bootBeganMs = 0;
  store: OcppStore;
  stamps: Stamps;
  queue: TransactionQueue;
  readonly #opened: OcppStore[] = [];
  /** The disk takes nothing. */
  refusing = false;

  constructor(parent = testParent) {
    this.dir = mkdtempSync(join(parent, 'netwacht-ocpp-'));
    this.store = this.#openStore();
    this.stamps = this.#makeStamps();
    this.queue = this.#open();
  }

  get last(): Call {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error('no call was sent');
    return call;
  }

  /** The program ends, as a killed one does: nothing is written any more. */
  async restart(): Promise<void> {
    this.queue.linkDown();
    this.store.close();
    await this.time.settle();
    this.store = this.#openStore();
    this.stamps = this.#makeStamps();
    this.queue = this.#open();
  }

  up(): void {
    this.queue.linkUp();
  }

  begin(localTx: string, connector = 1): boolean {
    const given = { localTx, connector, idTag: 'TAG', document: { meterStartWh: 5 } };
    return this.queue.begin(given, () => ({
      action: 'StartTransaction',
      payload: { connectorId: connector, idTag: 'TAG', meterStart: 5, timestamp: this.queue.stamp() },
    }));
  }

  values(localTx: string | undefined, wh: number): boolean {
    return this.queue.values(localTx, () => ({
      action: 'MeterValues',
      payload: {
        connectorId: 1,
        meterValue: [{ timestamp: this.queue.stamp(), sampledValue: [{ value: String(wh) }] }],
      },
      fill: localTx !== undefined,
    }));
  }

  end(localTx: string, wh = 9): boolean {
    return this.queue.end(localTx, () => ({
      action: 'StopTransaction',
      payload: { meterStop: wh, timestamp: this.queue.stamp() },
      fill: true,
    }));
  }

  close(): void {
    this.queue.close();
    for (const store of this.#opened) store.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #openStore(): OcppStore {
    const store = new OcppStoreOnDisk({ dir: this.dir, clock: this.time, health: this.health });
    this.#opened.push(store);
    const write: OcppStore['write'] = (...given) => {
      if (this.refusing) throw new StoreError('notPersisted', 'the disk is full');
      return store.write(...given);
    };
    return new Proxy(store, {
      get: (target, key: keyof OcppStore) => {
        if (key === 'write') return write;
        const method = target[key] as (...given: unknown[]) => unknown;
        return method.bind(target);
      },
    });
  }

  #makeStamps(): Stamps {
    return new Stamps({
      clock: this.time,
      boot: { id: this.boot, nowMs: () => this.time.monotonicMs() - this.bootBeganMs },
      timeSynced: () => this.synced,
      store: this.store,
    });
  }

  #open(): TransactionQueue {
    const log = {
      info: () => {},
      warn: () => {},
      error: (_: object, message: string) => void this.errors.push(message),
    };
    return new TransactionQueue({
      ...{ store: this.store, name, stamps: this.stamps, clock: this.time, timers: this.time, log },
      settings: () => this.settings,
      onDelivered: (delivered) => this.delivered.push(delivered),
      send: (action, payload, id) => this.#call(action, payload as Record<string, unknown>, id),
      ...(this.most === undefined ? {} : { most: this.most }),
    });
  }

  #call(action: string, payload: Record<string, unknown>, id: string): Promise<object> {
    return new Promise((resolve, reject) => {
      this.calls.push({
        ...{ action, payload, id },
        answer: async (answer = {}) => {
          resolve(answer);
          await this.time.settle();
        },
        fail: async (how, code) => {
          reject(new CallFailed(how, `${action}: ${how}`, code));
          await this.time.settle();
        },
      });
    });
  }
}

export const started = (transactionId: number, status = 'Accepted') => ({ transactionId, idTagInfo: { status } });
