import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withEmptyState } from '../../../firmware/control/empty-state.ts';
import type { StateSource } from '../../../firmware/control/whole-state.ts';
import type { State } from '../../../firmware/domain/state.ts';

/** A control loop that says nothing until it is made to. */
function quietLoop() {
  const listeners = new Set<(state: State) => void>();
  let current: State | undefined;
  const source: StateSource = {
    current: () => current,
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const say = (state: State): void => {
    current = state;
    for (const listener of listeners) listener(state);
  };
  return { source, say, listeners };
}

function empty(absent: () => boolean) {
  const loop = quietLoop();
  const ticks = new Set<() => void>();
  const source = withEmptyState(loop.source, {
    absent,
    clock: { monotonicMs: () => 0, wallMs: () => Date.UTC(2026, 10, 28, 12) },
    every(run) {
      ticks.add(run);
      return () => ticks.delete(run);
    },
  });
  const tick = (): void => {
    for (const run of ticks) run();
  };
  return { ...loop, source, ticks, tick };
}

describe('the state of a box without a site', () => {
  it('has nothing in it but the time, and comes again and again', () => {
    const { source, tick } = empty(() => true);
    const heard: State[] = [];
    source.onState((state) => heard.push(state));
    tick();
    tick();
    assert.equal(heard.length, 2);
    assert.deepEqual([heard[0]?.cycle, heard[0]?.at, heard[0]?.circuits], [0, '2026-11-28T12:00:00.000Z', []]);
    assert.deepEqual(source.current(), heard[1]);
  });

  it('is not told of a box whose site is there but has not been run yet', () => {
    const { source, tick } = empty(() => false);
    const heard: State[] = [];
    source.onState((state) => heard.push(state));
    tick();
    assert.deepEqual([heard, source.current()], [[], undefined]);
  });

  it('gives way to the state of the control loop, and ends with its listener', () => {
    const { source, say, tick, ticks, listeners } = empty(() => true);
    const heard: number[] = [];
    const stop = source.onState(({ cycle }) => heard.push(cycle));
    tick();
    const first = source.current();
    assert.ok(first);
    say({ ...first, cycle: 7 });
    tick();
    assert.deepEqual(heard, [0, 7]);
    assert.equal(source.current()?.cycle, 7);
    stop();
    assert.deepEqual([ticks.size, listeners.size], [0, 0]);
  });
});
