import type { Store } from '../store/store.ts';
import { freshAtOf } from './channel-freshness.ts';
import type { ControlHostOptions } from './host.ts';
import type { OrderDesk } from './order-desk.ts';
import type { ProofDesk } from './proof-desk.ts';

export interface WorkerKeepingOptions {
  readonly store: Pick<Store, 'rulings' | 'gridSources' | 'meta'>;
  readonly orders: () => Pick<OrderDesk, 'mark'>;
  readonly proof: () => Pick<ProofDesk, 'observe'>;
  readonly log: Pick<ControlHostOptions['log'], 'debug' | 'error'>;
}

const freshKey = 'freshByChannel';

/** When channels last kept variables fresh, from before the restart. */
export const freshAtStart = ({ meta }: Pick<Store, 'meta'>): Readonly<Record<string, number>> =>
  freshAtOf(meta.get(freshKey));

/** Keeps what the worker wants on disk. A disk that refuses stops no cycle; its own health tells what is wrong. */
export function workerKeeping(
  options: WorkerKeepingOptions,
): Pick<ControlHostOptions, 'onRulings' | 'onGridSources' | 'onFreshAt' | 'onOrderMarks' | 'onCycle'> {
  const { store, orders, proof, log } = options;
  /** Said once until it works again: the worker repeats itself every cycle, and a log may lie on the same disk. */
  const guarded = <A extends readonly unknown[]>(
    level: 'debug' | 'error',
    refused: string,
    keep: (...what: A) => void,
  ) => {
    let said = false;
    return (...what: A): void => {
      try {
        keep(...what);
        said = false;
      } catch (error) {
        if (!said) log[level]({ err: error }, refused);
        said = true;
      }
    };
  };
  return {
    onRulings: guarded('error', 'a lowered limit could not be written to disk; it holds in memory', (rulings) =>
      store.rulings.put(rulings),
    ),
    // The worker says these two again in the next cycle.
    onGridSources: guarded('debug', 'the state of a source of limits could not be written to disk', (sources) =>
      store.gridSources.put(sources),
    ),
    onOrderMarks: guarded('debug', 'what happened to an order could not be written to disk', (marks) =>
      orders().mark(marks),
    ),
    // What stands there is older: a variable times out sooner after a restart, never later.
    onFreshAt: guarded('debug', 'until when channels kept variables fresh could not be written to disk', (at) =>
      store.meta.set(freshKey, JSON.stringify(at)),
    ),
    onCycle: guarded('error', 'the proof log did not take a cycle', (state, cycle) => proof().observe(state, cycle)),
  };
}
