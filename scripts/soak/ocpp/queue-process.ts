// Stations with a queue and a connection each, as a process that can be killed: DIR PORT BEGUN.
import { setTimeout as pause } from 'node:timers/promises';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { systemBoot } from '../../../firmware/ocpp/queue/boot.ts';
import { Stamps } from '../../../firmware/ocpp/queue/stamps.ts';
import { TransactionQueue } from '../../../firmware/ocpp/queue/transaction-queue.ts';
import { StoreHealth } from '../../../firmware/store/health.ts';
import { OcppStoreOnDisk } from '../../../firmware/store/ocpp/ocpp-store.ts';
import { BackendLink } from './backend-link.ts';
import { stationNames, type ToldEnd, type ToldMessage } from './told.ts';

const [dir = '', port = '', begun = '0'] = process.argv.slice(2);
const clock = systemClock;
const timers = systemTimers;
const store = new OcppStoreOnDisk({ dir, clock, health: new StoreHealth(clock) });
const stamps = new Stamps({ clock, boot: systemBoot(), timeSynced: () => true, store });
const complain = (facts: object, message: string) => console.error(message, facts);
const log = { warn: () => undefined, error: complain };
const tell = (message: ToldMessage | ToldEnd) => process.send?.(message);
const between = (from: number, to: number) => from + Math.random() * (to - from);
let finishing = false;

class LivelyStation {
  readonly queue: TransactionQueue;
  readonly #name: string;
  #mark = 0;

  constructor(name: string) {
    this.#name = name;
    const link = new BackendLink(name, Number(port));
    this.queue = new TransactionQueue({
      ...{ store, name: { backend: 'backend', station: name }, stamps, clock, timers, log },
      settings: () => ({ attempts: 100, retryIntervalS: 0.02 }),
      onDelivered: () => undefined,
      send: (...call) => link.call(...call),
    });
    link.start(this.queue);
  }

  /** Until `finishing`; takes up what ran when the process was killed. */
  async live(): Promise<void> {
    for (const { localTx } of this.queue.open()) await this.#charge(localTx);
    while (!finishing) {
      await pause(between(10, 150));
      if (Math.random() < 0.3) this.#values('');
      const mark = this.#next();
      const localTx = `${this.#name}-${mark.toString(36)}`;
      const given = { localTx, connector: 1, idTag: localTx, document: { mark } };
      this.queue.begin(given, () => ({
        action: 'StartTransaction',
        payload: { connectorId: 1, idTag: localTx, meterStart: mark, timestamp: this.queue.stamp() },
      }));
      tell({ station: this.#name, action: 'StartTransaction', localTx, mark });
      await this.#charge(localTx);
    }
    while (this.queue.waiting() > 0) await pause(20);
  }

  async #charge(localTx: string): Promise<void> {
    for (let left = between(0, 12); left > 0 && !finishing; left -= 1) {
      await pause(between(5, 60));
      this.#values(localTx);
    }
    const mark = this.#next();
    this.queue.end(localTx, () => ({
      action: 'StopTransaction',
      payload: { meterStop: mark, timestamp: this.queue.stamp() },
      fill: true,
    }));
    tell({ station: this.#name, action: 'StopTransaction', localTx, mark });
  }

  #values(localTx: string): void {
    const mark = this.#next();
    const meterValue = [{ timestamp: this.queue.stamp(), sampledValue: [{ value: String(mark) }] }];
    const of = localTx === '' ? undefined : localTx;
    const build = () => ({ action: 'MeterValues', payload: { connectorId: 1, meterValue }, fill: of !== undefined });
    this.queue.values(of, build);
    tell({ station: this.#name, action: 'MeterValues', localTx, mark });
  }

  #next(): number {
    this.#mark = Math.max(this.#mark + 1, Date.now() - Number(begun));
    return this.#mark;
  }
}

process.on('message', (message) => {
  finishing = 'lastMs' in (message as object);
});
process.on('disconnect', () => process.exit(1));
process.send?.({ hello: true });
const stations = stationNames.map((name) => new LivelyStation(name));
process.send?.({ alive: true });
await Promise.all(stations.map((station) => station.live()));
const running = stations.reduce((sum, { queue }) => sum + queue.open().length, 0);
tell({ dropped: store.dropped(100).length, running });
