import type { KeyDrawer } from '../../../../firmware/smgw/certificates/desk.ts';
import type { StoredPair } from '../../../../firmware/store/key-files.ts';

/** Key files that are none. */
export class MemoryKeys implements KeyDrawer {
  readonly pairs = new Map<string, StoredPair>();
  /** Thrown by the next write. */
  failure: Error | undefined;

  names = () => [...this.pairs.keys()];
  read = (name: string) => this.pairs.get(name);
  write = (name: string, pair: StoredPair) => {
    if (this.failure !== undefined) throw this.failure;
    this.pairs.set(name, pair);
  };
  remove = (name: string) => this.pairs.delete(name);
}
