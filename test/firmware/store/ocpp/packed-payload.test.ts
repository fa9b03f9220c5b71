import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packed, unpacked } from '../../../../firmware/store/ocpp/packed-payload.ts';

describe('payloads as they lie on disk', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'grapheme' })), (text) => {
        assert.equal(unpacked(packed(text)), text);
      }),
    );
  });

  it('take a quarter of their size at the most where they are meter values', () => {
    const sample = (value: string, measurand: string, unit: string) => ({
      ...{ value, context: 'Sample.Periodic', format: 'Raw', measurand, location: 'Outlet', unit },
    });
    const timestamp = '2027-01-02T03:04:05.678Z';
    const one = [
      sample('123456', 'Energy.Active.Import.Register', 'Wh'),
      sample('11000', 'Power.Active.Import', 'W'),
      sample('16.02', 'Current.Import', 'A'),
    ];
    const text = JSON.stringify({ connectorId: 1, meterValue: [{ timestamp, sampledValue: one }] });
    assert.ok(packed(text).payload.length < text.length / 4);
  });

  it('say so where they were packed by a later version', () => {
    assert.throws(() => unpacked({ ...packed('{}'), dictionary: 9 }), /dictionary 9/);
  });
});
