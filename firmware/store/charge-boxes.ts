import { randomInt } from 'node:crypto';
import { reading } from './reading.ts';
import type { ChargeBoxesTable, ChargeBoxTransaction, NumberedTransaction } from './tables/charge-boxes.ts';
import type { Writer } from './writer.ts';

/** A box that was set back may hear of transactions from before: its first number is not theirs. */
const firstNumberBelow = 1_000_000_000;
/** A charge point repeats a message for days, not for so many transactions. */
const transactionsKept = 5000;

/** Charge points that speak OCPP with us, and their transactions. Throws StoreError. */
export interface ChargeBoxesStore
  extends Pick<ChargeBoxesTable, 'box' | 'putBox' | 'open' | 'find' | 'findKey' | 'end'> {
  /** Gives it the next number, which no transaction had before. */
  begin(transaction: ChargeBoxTransaction): NumberedTransaction;
}

export function chargeBoxesStore(writer: Writer): ChargeBoxesStore {
  const { chargeBoxes } = writer.tables;
  return {
    box: (identity) => reading(() => chargeBoxes.box(identity)),
    putBox: (identity, document) =>
      writer.change('what a charge point can', (tables) => tables.chargeBoxes.putBox(identity, document)),
    open: (identity) => reading(() => chargeBoxes.open(identity)),
    find: (identity, theirs) => reading(() => chargeBoxes.find(identity, theirs)),
    findKey: (identity, key) => reading(() => chargeBoxes.findKey(identity, key)),
    begin(transaction) {
      const number = 1 + (reading(() => chargeBoxes.highest()) ?? randomInt(firstNumberBelow));
      writer.change('a transaction', (tables) => {
        tables.chargeBoxes.begin(number, transaction);
        tables.chargeBoxes.prune(transactionsKept);
      });
      return { ...transaction, number };
    },
    end: (number, end) => writer.change('the end of a transaction', (tables) => tables.chargeBoxes.end(number, end)),
  };
}
