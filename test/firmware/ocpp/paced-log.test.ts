import assert from 'node:assert/strict';
import { PacedLog } from '../../../firmware/ocpp/paced-log.ts';

describe('S26 the log of what OCPP peers do', () => {
  const start = () => {
    let nowMs = 0;
    const lines: [string, object, string][] = [];
    const into = (level: string) => (facts: object, sentence: string) => void lines.push([level, facts, sentence]);
    const log = new PacedLog(
      { info: into('info'), warn: into('warn'), error: into('error') },
      { monotonicMs: () => nowMs },
    );
    return {
      ...{ log, lines },
      pass: (ms: number): void => {
        nowMs += ms;
      },
    };
  };

  it('has 30 lines a minute of one charge point, and all of another', () => {
    const { log, lines } = start();
    for (let k = 0; k < 1000; k += 1) log.warn({ chargePoint: 'bad' }, 'something again');
    for (let k = 0; k < 5; k += 1) log.error({ chargePoint: 'good' }, 'something');
    log.info({}, 'of nobody');
    assert.equal(lines.length, 36);
    assert.deepEqual(lines.at(-1), ['info', {}, 'of nobody']);
  });

  it('tells after the minute how many there were, and of whom most', () => {
    const { log, lines, pass } = start();
    for (let k = 0; k < 130; k += 1) log.warn({ chargePoint: 'bad' }, 'something');
    for (let k = 0; k < 40; k += 1) log.warn({ backend: 'odd' }, 'something');
    pass(60_000);
    log.info({ chargePoint: 'bad' }, 'anew');
    assert.deepEqual(lines.slice(60), [
      ['warn', { left: 110, mostOf: 'bad' }, '110 more lines about OCPP were not logged in the minute before'],
      ['info', { chargePoint: 'bad' }, 'anew'],
    ]);
  });

  it('has 300 lines a minute of ten thousand names', () => {
    const { log, lines } = start();
    for (let k = 0; k < 10_000; k += 1) log.warn({ identity: `CP${k}` }, 'something');
    assert.equal(lines.length, 300);
  });
});
