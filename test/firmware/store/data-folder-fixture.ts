import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../firmware/domain/clock.ts';
import type { StoredRuling } from '../../../firmware/domain/limit.ts';
import type { StoredVariable } from '../../../firmware/domain/variable.ts';
import { openStore, type Store } from '../../../firmware/store/store.ts';

/** Files in memory where the system has them: these tests ask what is in the files, not how fast a disk is. */
export const testParent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A clock that stands still until it is told. */
export interface TestClock extends Clock {
  wall: number;
}

export function testClock(wall = Date.UTC(2026, 0, 2, 3, 4, 5)): TestClock {
  return {
    wall,
    monotonicMs: () => 0,
    wallMs() {
      return this.wall;
    },
  };
}

/** A data folder of its own for each test, with the stores opened on it; `end` closes and removes everything. */
export interface TestFolder {
  readonly dir: string;
  readonly clock: TestClock;
  open(): Store;
  /** Opens, does, closes. */
  with<T>(use: (store: Store) => T): T;
  end(): void;
}

export function testFolder(parent = testParent): TestFolder {
  const dir = mkdtempSync(join(parent, 'netwacht-store-'));
  const clock = testClock();
  const opened: Store[] = [];
  const open = () => {
    const store = openStore({ dir, clock });
    opened.push(store);
    return store;
  };
  return {
    dir,
    clock,
    open,
    with(use) {
      const store = open();
      try {
        return use(store);
      } finally {
        store.close();
      }
    },
    end() {
      for (const store of opened) store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const variable = (name: string, value: number, more: Partial<StoredVariable> = {}): StoredVariable => ({
  name,
  value,
  atMs: 1000,
  source: 'admin',
  ...more,
});

export const ruling = (value: number, more: Partial<StoredRuling> = {}): StoredRuling => ({
  limitId: 'operator',
  circuit: 'house',
  unit: 'W',
  value,
  text: '55000 * AVAIL / 100',
  atMs: 1000,
  ...more,
});

/** Everything the last-good copy must hold too. */
export const contentOf = (store: Store) => ({
  variables: store.variables.all(),
  rulings: store.rulings.all(),
  site: store.site.get(),
  versions: store.site.versions(),
  password: store.accounts.password('admin'),
  tokens: store.accounts.tokens(),
  claim: store.meta.get('claimCode'),
});

/** Fills a store with one of everything. */
export function fill(store: Store): void {
  store.site.put({ name: 'Kerkstraat 12', circuits: [{ id: 'house', fuseA: 80 }] });
  store.accounts.setPassword('admin', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA');
  store.accounts.addToken({ name: 'script', role: 'installer', sha256: 'ab'.repeat(32), expiresMs: 5000 });
  store.meta.set('claimCode', 'c0de');
  store.variables.write({ put: [variable('AVAIL', 40)], remove: [], rulings: [ruling(22000)] });
}
