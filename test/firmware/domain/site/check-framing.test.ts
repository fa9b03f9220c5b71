import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../../drivers/definitions/catalogue.ts';
import { siteKnowledge } from '../../../../firmware/control/site-knowledge.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { smallSite } from './documents.ts';

const knowledge = siteKnowledge(loadCatalogue());
const serial = { id: 'l1', kind: 'serial', path: '/dev/ttyS0', baudRate: 38_400, parity: 'even' };
const overTcp = { id: 'l1', kind: 'rtu-over-tcp', address: '10.0.0.5:4001' };

function faults(line: object, definition: string): { path: string | undefined; message: string }[] {
  const device = { id: 'E1', definition, line: 'l1', circuit: 'house' };
  const result = readSite({ ...smallSite(), lines: [line], devices: [device] }, knowledge);
  return result.ok ? [] : result.faults.map(({ path, message }) => ({ path, message }));
}

describe('the framing of a line', () => {
  it('is RTU where the site does not say', () => {
    assert.deepEqual(faults(serial, 'heidelberg-energy-control'), []);
    const result = readSite({ ...smallSite(), lines: [serial, { ...overTcp, id: 'l2' }] }, knowledge);
    assert.deepEqual(result.ok && result.site.lines.map((line) => line.framing), ['rtu', 'rtu']);
  });

  it('is ASCII for a product that speaks it, by serial line or gateway', () => {
    for (const line of [serial, overTcp]) assert.deepEqual(faults({ ...line, framing: 'ascii' }, 'abl-emh1'), []);
  });

  it('that a product does not speak is refused, either way', () => {
    for (const line of [serial, overTcp]) {
      const [missing, ...more] = faults(line, 'abl-emh1');
      assert.deepEqual([missing?.path, more.length], ['devices[0].line', 0]);
      assert.match(missing?.message ?? '', /abl-emh1 speaks Modbus ASCII: line "l1" needs "framing": "ascii"/);
      const [wrong] = faults({ ...line, framing: 'ascii' }, 'heidelberg-energy-control');
      assert.equal(wrong?.path, 'devices[0].line');
      assert.match(wrong?.message ?? '', /which heidelberg-energy-control does not speak/);
    }
  });

  it('is none that nobody knows', () => {
    assert.equal(faults({ ...serial, framing: 'bacnet' }, 'abl-emh1')[0]?.path, 'lines[0].framing');
  });
});
