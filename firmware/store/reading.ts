import { mainName } from './data-folder.ts';
import { readError } from './store-error.ts';

/** Runs a read of the main database. Throws StoreError `unreadable`, `inUse`. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw readError(error, mainName);
  }
}
