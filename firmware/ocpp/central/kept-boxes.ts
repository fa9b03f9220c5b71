import type { ChargeBoxesStore } from '../../store/charge-boxes.ts';
import type { NumberedTransaction } from '../../store/tables/charge-boxes.ts';
import type { StopReason } from '../ports.ts';
import type { ChargeBoxStore, KeptBox, KeptTransaction } from './charge-box-store.ts';

/** What the central system keeps, in the store. A text that cannot be read any more is as if nothing were known. */
export const keptBoxes = (store: ChargeBoxesStore): ChargeBoxStore => ({
  box: (identity) => boxOf(store.box(identity)),
  putBox: (identity, box) => store.putBox(identity, JSON.stringify(box)),
  open: (identity) => store.open(identity).map(transactionOf),
  find(identity, theirs) {
    const tx = store.find(identity, theirs);
    return tx && transactionOf(tx);
  },
  findKey(identity, key) {
    const tx = store.findKey(identity, key);
    return tx && transactionOf(tx);
  },
  begin: (transaction) => transactionOf(store.begin(transaction)),
  end: (number, end) => store.end(number, end),
});

function boxOf(text: string | undefined): KeptBox | undefined {
  if (text === undefined) return undefined;
  try {
    const box = JSON.parse(text) as Partial<KeptBox>;
    return { ...box, abilities: box.abilities ?? {} };
  } catch {
    return undefined;
  }
}

const transactionOf = ({ end, ...tx }: NumberedTransaction): KeptTransaction => ({
  ...tx,
  ...(end === undefined ? {} : { end: { ...end, reason: end.reason as StopReason } }),
});
