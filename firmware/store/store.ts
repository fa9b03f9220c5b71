import { mkdirSync } from 'node:fs';
import type { Clock } from '../domain/clock.ts';
import type { HealthState } from '../domain/state.ts';
import { type AccountsStore, accountsStore } from './accounts.ts';
import { type AuditStore, auditStore } from './audit.ts';
import { restoreTables, type TablesRestore } from './backup/restore-tables.ts';
import { type ChargeBoxesStore, chargeBoxesStore } from './charge-boxes.ts';
import { type ClaimCodeFile, claimCodeFile } from './claim-code-file.ts';
import { claimedMarker } from './claimed-marker.ts';
import { type DayPricesStore, dayPricesStore } from './day-prices.ts';
import { type GatewayStore, gatewayStore } from './gateway.ts';
import { type GridSourcesStore, gridSourcesStore } from './grid-sources.ts';
import { StoreHealth, type StoreLog } from './health.ts';
import { metaStore } from './meta.ts';
import { type MeteringStore, meteringStore } from './metering.ts';
import { type OcppStore, OcppStoreOnDisk } from './ocpp/ocpp-store.ts';
import { type OcppDocumentsStore, ocppDocumentsStore } from './ocpp-documents.ts';
import { type OrdersStore, ordersStore } from './orders.ts';
import { type PeopleStore, peopleStore } from './people.ts';
import { type PlansStore, plansStore } from './plans.ts';
import { type ProofLog, ProofLogOnDisk } from './proof/proof-log.ts';
import { type RulingsStore, rulingsStore } from './rulings.ts';
import { type SessionStore, SessionStoreOnDisk } from './sessions/session-store.ts';
import { setAsideFiles } from './set-aside.ts';
import { type SiteStore, siteStore } from './site.ts';
import { spareRoom } from './spare-room.ts';
import { type StartUp, start } from './start.ts';
import { systemCode } from './store-error.ts';
import type { MetaTable } from './tables/meta.ts';
import { type UsageStore, usageStore } from './usage.ts';
import { type VariablesStore, variablesStore } from './variables.ts';
import { Writer } from './writer.ts';

/**
 * All that the box keeps on disk. Every change is on disk when its call returns; the calls throw StoreError
 * `notPersisted` (nothing of the change was kept, the store goes on) and `refused`, reads throw `unreadable`.
 */
export interface Store {
  readonly startUp: StartUp;
  readonly variables: VariablesStore;
  readonly rulings: RulingsStore;
  readonly orders: OrdersStore;
  readonly gridSources: GridSourcesStore;
  readonly dayPrices: DayPricesStore;
  readonly people: PeopleStore;
  readonly usage: UsageStore;
  readonly plans: PlansStore;
  readonly metering: MeteringStore;
  readonly site: SiteStore;
  readonly gateway: GatewayStore;
  readonly accounts: AccountsStore;
  /** Erased with the first password. */
  readonly claimCode: Pick<ClaimCodeFile, 'read' | 'write'>;
  /** Small things: key of the keyed hashes, id of the box. */
  readonly meta: MetaTable;
  readonly audit: AuditStore;
  /** Commands of the grid operator, measured power and the audit trail: hash-chained, in a file of its own. */
  readonly proof: ProofLog;
  /** Charging sessions: money, in a file of its own with a copy. */
  readonly sessions: SessionStore;
  /** Messages about money that wait for OCPP backends, in a file of its own with a copy. */
  readonly ocpp: OcppStore;
  /** What stations and places of OCPP keep over a restart. */
  readonly ocppDocuments: OcppDocumentsStore;
  /** Charge points that speak OCPP with us, and their transactions. */
  readonly chargeBoxes: ChargeBoxesStore;
  /** Puts what a backup holds for the main file, all or nothing, before anybody has read it. */
  restore(content: TablesRestore): void;
  /** What is wrong with the files now. */
  health(): readonly HealthState[];
  /** Writes a row as any change is written, to see that it can be done. Throws StoreError `notPersisted`. */
  tryWrite(): void;
  close(): void;
}

/** From here on somebody should look at why files keep being set aside. */
const manySetAside = 10;

/**
 * Opens the data folder `dir` (made if it is not there) as its one writer. While it is open nothing else in this process
 * may open its database files except `openStoreReader`. Throws StoreError `inUse`, `unreadable`, `notPersisted`.
 */
export function openStore(options: {
  readonly dir: string;
  readonly clock: Clock;
  readonly log?: StoreLog;
  /** Whether the wall clock may be believed; absent: it may. */
  readonly timeSynced?: () => boolean;
}): Store {
  const { dir, clock, log, timeSynced = () => true } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const health = new StoreHealth(clock, log);
  const marker = claimedMarker(dir);
  const claimCode = claimCodeFile(dir);
  const spare = spareRoom(dir);
  if (spare.releaseIfFull())
    log?.warn({ dir }, 'the disk is full: the spare room is given away so that the store can open');

  const { main, lastGood, startUp } = start({ dir, clock, claimed: marker.present() });
  const writer = new Writer(main, lastGood, health);
  writer.follow();
  reportStart(startUp, setAsideFiles(dir), health);

  const markClaimed = () => {
    attempt(health, 'keys/claimed', 'the marker of an owned box', () => marker.write());
    attempt(health, 'claim-code', 'zeros over the claim code that was used', () => claimCode.erase());
  };
  if (writer.tables.accounts.any()) markClaimed();
  attempt(health, 'spare-room', 'the spare room', () => spare.keep());

  const sessions = new SessionStoreOnDisk({ dir, clock, health });
  const ocpp = new OcppStoreOnDisk({ dir, clock, health });
  const site = siteStore(writer, clock);
  const proof = new ProofLogOnDisk({ dir, clock, health, timeSynced });
  return {
    startUp,
    variables: variablesStore(writer),
    rulings: rulingsStore(writer),
    orders: ordersStore(writer),
    gridSources: gridSourcesStore(writer),
    dayPrices: dayPricesStore(writer),
    people: peopleStore(writer),
    usage: usageStore(writer),
    plans: plansStore(writer),
    metering: meteringStore(sessions),
    site,
    gateway: gatewayStore(writer, clock),
    accounts: accountsStore(writer, { present: () => marker.present(), write: markClaimed }),
    claimCode,
    meta: metaStore(writer),
    audit: auditStore(proof, clock),
    proof,
    sessions,
    ocpp,
    ocppDocuments: ocppDocumentsStore(writer),
    chargeBoxes: chargeBoxesStore(writer),
    restore(content) {
      writer.change('a restored backup', (tables) => restoreTables(tables, content));
      site.reread();
    },
    health: () => health.list(),
    // Not worth a write of the last-good copy as well.
    tryWrite: () => writer.changeUnfollowed('self-test', ({ meta }) => meta.set('selfTestAt', String(clock.wallMs()))),
    close() {
      proof.close();
      sessions.close();
      ocpp.close();
      writer.close();
    },
  };
}

function reportStart(startUp: StartUp, aside: readonly string[], health: StoreHealth): void {
  const { restored, setAside, reason } = startUp;
  const outcome = {
    none: 'nothing was lost',
    fromLastGood: 'the last-good copy holds now',
    empty: 'nothing could be restored',
  }[restored];
  if (reason !== undefined)
    health.raise(
      {
        id: 'store:start',
        severity: restored === 'none' ? 'warning' : 'fault',
        code: 'storeSetAside',
        what: setAside ?? 'netwacht.sqlite',
        message: `${reason}; ${outcome}${setAside === undefined ? '' : `, the old file is ${setAside}`}`,
      },
      startUp,
    );
  if (aside.length > manySetAside)
    health.raise({
      id: 'store:setAside',
      severity: 'warning',
      code: 'storeSetAside',
      what: 'data folder',
      message: `${aside.length} database files have been set aside; the disk may be failing`,
    });
}

/** Does what may fail without harm now, and reports it when it does. */
function attempt(health: StoreHealth, file: string, what: string, action: () => void): void {
  const id = `store:${file}`;
  try {
    action();
    health.clear(id);
  } catch (error) {
    const system = systemCode(error);
    if (system === undefined) throw error;
    const message = `${what} cannot be written (${system})`;
    health.raise({ id, severity: 'warning', code: 'notPersisted', what: file, message }, { system });
  }
}
