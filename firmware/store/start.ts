import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Clock } from '../domain/clock.ts';
import { migrate, openToWrite } from './connection.ts';
import { copyTables } from './copy-tables.ts';
import { lastGoodName, mainName } from './data-folder.ts';
import { type Inspection, inspect } from './inspect.ts';
import { LastGood } from './last-good.ts';
import { migrations } from './migrations.ts';
import { setAside } from './set-aside.ts';
import { StoreError, writeError } from './store-error.ts';
import { changesTable } from './tables/changes.ts';

/** How the store came up. Other than `none`, the program starts at fail-safe currents and says so. */
export interface StartUp {
  /** `none`: nothing was lost. `fromLastGood`: the last-good copy holds now. `empty`: both files were lost. */
  readonly restored: 'none' | 'fromLastGood' | 'empty';
  /** New name, inside the data folder, of the file that could not be used. */
  readonly setAside?: string;
  /** What was wrong, one sentence. */
  readonly reason?: string;
}

/** The databases after the start. */
export interface Started {
  readonly main: Database.Database;
  /** Not yet level with main. */
  readonly lastGood: LastGood;
  readonly startUp: StartUp;
}

/**
 * Looks at both files, sets aside what cannot be used, restores the main file from the last-good copy when it must, and
 * brings it up to date. `claimed`: the marker says that the box had an owner. Throws StoreError `inUse`, `unreadable`,
 * `notPersisted`.
 */
export function start(options: {
  readonly dir: string;
  readonly clock: Clock;
  readonly claimed: boolean;
  readonly steps?: readonly string[];
}): Started {
  const { dir, clock, claimed, steps = migrations } = options;
  const mainFile = join(dir, mainName);
  const goodFile = join(dir, lastGoodName);
  const good = inspectCopy(goodFile, steps);
  const found = inspect(mainFile, steps);
  // A copy that cannot be opened now may be all there is: without a good main file nothing may be begun over it.
  if (good.state === 'unreadable' && found.state !== 'good') throw good.error;

  const fault = faultOf(found, good);
  const reasons: string[] = [];
  let aside: string | undefined;
  if (fault !== undefined) {
    aside = setAside(mainFile, clock.wallMs());
    reasons.push(`${mainName}: ${fault}`);
  } else if (found.state === 'missing' && (good.state !== 'missing' || claimed)) reasons.push(`${mainName} is missing`);
  if (good.state === 'bad') {
    const name = setAside(goodFile, clock.wallMs());
    aside ??= name;
    reasons.push(`${lastGoodName}: ${good.reason}`);
  }

  const lastGood = new LastGood(goodFile, steps);
  const usable = found.state === 'good' && fault === undefined;
  const restored = usable || reasons.length === 0 ? 'none' : good.state === 'good' ? 'fromLastGood' : 'empty';
  const main = openMain(mainFile, steps, (db) => {
    if (restored === 'fromLastGood') copyTables(lastGood.source(), db);
    else changesTable(db).begin(randomUUID());
  });
  const startUp = {
    restored,
    ...(aside === undefined ? {} : { setAside: aside }),
    ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
  } as const;
  return { main, lastGood, startUp };
}

type CopyInspection = Inspection | { readonly state: 'unreadable'; readonly error: StoreError };

function inspectCopy(file: string, steps: readonly string[]): CopyInspection {
  try {
    return inspect(file, steps);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'unreadable') return { state: 'unreadable', error };
    throw error;
  }
}

/** Opens the main file and brings it up to date; `fill` gives an empty one its content. */
function openMain(file: string, steps: readonly string[], fill: (db: Database.Database) => void): Database.Database {
  const db = openToWrite(file, { exclusive: false });
  try {
    migrate(db, steps, (from) => {
      if (from === 0) fill(db);
    });
    return db;
  } catch (error) {
    db.close();
    throw writeError(error, mainName, 'tables');
  }
}

/** Why the main file cannot be used although it is there. */
function faultOf(main: Inspection, good: CopyInspection): string | undefined {
  if (main.state === 'bad') return main.reason;
  if (main.state === 'missing' || good.state !== 'good') return undefined;
  // The copy is written after the main file, so it can only be ahead when the main file has lost answered changes.
  const ahead = good.mark.box === main.mark.box ? good.mark.number - main.mark.number : 0;
  return ahead > 0 ? `it lacks the last ${ahead} changes that ${lastGoodName} has` : undefined;
}
