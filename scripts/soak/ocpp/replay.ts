import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { type Clock, systemClock } from '../../../firmware/domain/clock.ts';
import { Stamps } from '../../../firmware/ocpp/queue/stamps.ts';
import { TransactionQueue } from '../../../firmware/ocpp/queue/transaction-queue.ts';
import { StoreHealth } from '../../../firmware/store/health.ts';
import { OcppStoreOnDisk } from '../../../firmware/store/ocpp/ocpp-store.ts';
import { BackendLink } from './backend-link.ts';
import { type WeekCounts, weekBeginMs, weekStations, writeDays } from './offline-week.ts';
import type { SeenByBackend } from './replay-backend-process.ts';

export interface ReplayFigures {
  readonly stations: number;
  readonly days: number;
  readonly written: WeekCounts;
  readonly writtenS: number;
  /** Of the file and of its copy, with what stood beside them. */
  readonly fileMiB: number;
  readonly copyMiB: number;
  readonly replayedS: number;
  readonly messagesPerS: number;
  readonly rssMiB: number;
  /** Of the thread that replays, ms. */
  readonly loopDelayMs: { readonly p99: number; readonly most: number };
  /** Empty: all is there, once, in its order. */
  readonly faults: readonly string[];
}

const backendEntry = fileURLToPath(new URL('replay-backend-process.ts', import.meta.url));

/** Writes days without a link into the queues of `stations` charge points, ends the program, and replays them. */
export async function playOffline(stations: number, days: number): Promise<ReplayFigures> {
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-ocpp-offline-'));
  const names = weekStations.slice(0, stations);
  const child = fork(backendEntry, { stdio: 'inherit' });
  try {
    const [port] = (await once(child, 'message')) as [number];
    let nowMs = weekBeginMs;
    const clock: Clock = { wallMs: () => nowMs, monotonicMs: () => systemClock.monotonicMs() };

    const writing = openQueues(dir, clock, names, undefined);
    const begunMs = performance.now();
    const written = writeDays(writing.queues, days, (ms) => {
      nowMs = ms;
    });
    const writtenS = since(begunMs);
    writing.close();
    const fileMiB = sizeMiB(join(dir, 'ocpp.sqlite'));
    const copyMiB = sizeMiB(join(dir, 'ocpp-copy.sqlite'));

    const replaying = openQueues(dir, clock, names, port);
    const loop = monitorEventLoopDelay({ resolution: 5 });
    loop.enable();
    const replayMs = performance.now();
    while ([...replaying.queues.values()].some((queue) => queue.waiting() > 0)) await pause(20);
    const replayedS = since(replayMs);
    loop.disable();
    const dropped = replaying.store.dropped(10).length;
    replaying.close();
    child.send('tell');
    const [seen] = (await once(child, 'message')) as [SeenByBackend];
    const total = written.starts + written.stops + written.values;
    return {
      ...{ stations, days, written, writtenS, fileMiB, copyMiB, replayedS },
      messagesPerS: Math.round(total / replayedS),
      rssMiB: Math.round(process.memoryUsage.rss() / 1_048_576),
      loopDelayMs: { p99: Math.round(loop.percentile(99) / 1e6), most: Math.round(loop.max / 1e6) },
      faults: [
        ...seen.wrong,
        ...(dropped > 0 ? ['messages were given up'] : []),
        ...(['starts', 'stops', 'values'] as const)
          .filter((kind) => seen[kind] !== written[kind])
          .map((kind) => `${kind}: ${written[kind]} written, ${seen[kind]} seen`),
      ],
    };
  } finally {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A queue for each station, with a connection of its own where there is a port. */
function openQueues(dir: string, clock: Clock, names: readonly string[], port: number | undefined) {
  const store = new OcppStoreOnDisk({ dir, clock, health: new StoreHealth(clock) });
  const boot = { id: 'soak', nowMs: () => systemClock.monotonicMs() };
  const stamps = new Stamps({ clock, boot, timeSynced: () => true, store });
  const complain = (facts: object, message: string) => console.error(message, facts);
  const links: BackendLink[] = [];
  const queues = new Map<string, TransactionQueue>();
  for (const name of names) {
    const link = new BackendLink(name, port);
    const queue = new TransactionQueue({
      ...{ store, name: { backend: 'backend', station: name }, stamps, clock, timers: systemTimers },
      settings: () => ({ attempts: 3, retryIntervalS: 60 }),
      log: { warn: complain, error: complain },
      onDelivered: () => undefined,
      send: (...call) => link.call(...call),
    });
    link.start(queue);
    links.push(link);
    queues.set(name, queue);
  }
  return {
    ...{ store, queues },
    close: () => {
      for (const link of links) link.stop();
      for (const queue of queues.values()) queue.close();
      store.close();
    },
  };
}

const since = (ms: number): number => Math.round(performance.now() - ms) / 1000;

const sizeMiB = (file: string): number => {
  const bytes = statSync(file).size + (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  return Math.round((bytes / 1_048_576) * 10) / 10;
};
