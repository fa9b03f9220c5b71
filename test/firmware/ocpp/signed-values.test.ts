import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import type { PlaceEvent, Sample } from '../../../firmware/ocpp/ports.ts';
import { SignedKeeper, signedValuesOf } from '../../../firmware/ocpp/signed-values.ts';

const values = (...samples: Sample[]): PlaceEvent => ({ kind: 'values', localTx: 't', values: [{ atMs: 1, samples }] });
const end = (...samples: Sample[]): PlaceEvent => ({
  ...{ kind: 'end', localTx: 't', meterWh: 5, atMs: 2, reason: 'Local', values: [{ atMs: 2, samples }] },
});
const signed = (value: string, more: Partial<Sample> = {}): Sample => ({ value, format: 'SignedData', ...more });

describe('signed meter values', () => {
  it('are found among others, with their place and their format', () => {
    const table: [PlaceEvent, string, string][] = [
      [values(signed('OCMF|{}|{}', { context: 'Transaction.Begin' })), 'begin', 'OCMF'],
      [values(signed('OCMF|{}|{}', { context: 'Sample.Periodic' })), 'during', 'OCMF'],
      [values(signed('OCMF|{}|{}')), 'during', 'OCMF'],
      [end(signed('OCMF|{}|{}')), 'end', 'OCMF'],
      [end(signed('AAEC', { context: 'Transaction.Begin' })), 'begin', 'unknown'],
    ];
    for (const [event, place, format] of table) {
      const [found, ...more] = signedValuesOf(event);
      assert.deepEqual([found?.place, found?.format, found?.source, more.length], [place, format, 'ocpp', 0]);
    }
    assert.deepEqual(signedValuesOf(values({ value: '12' }, { value: '13', format: 'Raw' })), []);
    const of201 = { signingMethod: 'ECDSA', encodingMethod: 'EDL', publicKey: '3059' };
    const [found] = signedValuesOf(values({ value: 'AAEC', signed: of201 }));
    assert.deepEqual([found?.format, found?.publicKey], ['EDL', '3059']);
  });

  it('are kept once, to the bit, and one that cannot be kept stops no other', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { maxLength: 8 }), (texts) => {
        const kept: string[] = [];
        let refusals = 0;
        const keeper = new SignedKeeper({
          sign: ({ text }) => {
            if (text.length % 3 === 0) throw new NetwachtError('tooMany', 'enough');
            kept.push(text);
          },
          log: { warn: () => (refusals += 1) },
        });
        keeper.take('E1', values(...texts.map((text) => signed(text))));
        keeper.take('E1', end(...texts.map((text) => signed(text))));
        const once = [...new Set(texts)];
        assert.deepEqual(
          kept,
          once.filter((text) => text.length % 3 !== 0),
        );
        assert.equal(refusals, once.length - kept.length);
      }),
    );
  });
});
