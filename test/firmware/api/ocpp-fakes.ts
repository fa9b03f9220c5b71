import type { DroppedView, OcppDroppedPort } from '../../../firmware/api/v1/ocpp-dropped.ts';

/** 1,500 messages that were given up, the newest with the highest number. */
export class FakeDropped implements OcppDroppedPort {
  readonly #all: readonly DroppedView[] = Array.from({ length: 1500 }, (_, k) => ({
    ...{ n: 1500 - k, backend: 'supplier', station: 'CP1', id: `id-${1500 - k}`, localTx: k === 0 ? undefined : 'tx' },
    ...{ kind: 'stop', action: 'StopTransaction', payload: '{"meterStop":9}', createdMs: 0, droppedMs: 60_000 },
    ...{ attempts: 3, why: '=no', seen: false },
  }));
  seenUpTo = 0;

  dropped(limit: number, before = Number.MAX_SAFE_INTEGER): readonly DroppedView[] {
    return this.#all.filter(({ n }) => n < before).slice(0, limit);
  }

  see(upTo: number): void {
    this.seenUpTo = upTo;
  }
}
