import { Readable } from 'node:stream';
import type { AuditPort, GridTestPort, ProofCheckResult, ProofPort } from '../../../firmware/api/proof-port.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';

/** A proof log with one line in it. */
export class FakeProof implements ProofPort {
  readonly asked: unknown[] = [];
  found: ProofCheckResult = {
    verdict: { ok: true, rows: { grid: 2, power: 0, audit: 0 } },
    head: { text: 'netwacht-proof/1 head', signature: 'c2ln', key: 'ab' },
    keys: { ab: 'c3BraQ==' },
  };

  async export(options: Parameters<ProofPort['export']>[0]): Promise<Readable> {
    this.asked.push(options);
    return Readable.from(['stream,seq\n', 'grid,1\n']);
  }
  periods(question: Parameters<ProofPort['periods']>[0]) {
    this.asked.push(question);
    return Promise.resolve([]);
  }
  check = () => Promise.resolve(this.found);
  forget = (pseudonym: string) => pseudonym === 'p0011';
  identities = () => [{ pseudonym: 'p0011', kind: 'certificate', name: 'ab'.repeat(32), firstMs: 0 }];
}

export class FakeGridTest implements GridTestPort {
  readonly asked: unknown[] = [];
  readonly #clock: Clock;
  constructor(clock: Clock) {
    this.#clock = clock;
  }
  start(...given: Parameters<GridTestPort['start']>) {
    this.asked.push(given);
    return { untilMs: this.#clock.wallMs() + given[0].durationS * 1000 };
  }
  end = () => void this.asked.push('end');
}

/** An audit trail in memory, the newest last. */
export class FakeAudit implements AuditPort {
  readonly entries: { id: number; atMs: number; who: string; what: string }[] = [];
  readonly #clock: Clock;
  constructor(clock: Clock) {
    this.#clock = clock;
  }
  append = (entry: { who: string; what: string }) =>
    void this.entries.push({ id: this.entries.length + 1, atMs: this.#clock.wallMs(), ...entry });
  list = ({ limit, before = Number.POSITIVE_INFINITY }: { limit: number; before?: number }) =>
    this.entries
      .filter(({ id }) => id < before)
      .toReversed()
      .slice(0, limit);
  said = () => this.entries.map(({ who, what }) => `${who}: ${what}`);
}
