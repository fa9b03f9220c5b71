import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../../drivers/definitions/catalogue.ts';
import { siteKnowledge } from '../../../../firmware/control/site-knowledge.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { smallSite } from './documents.ts';

const knowledge = siteKnowledge(loadCatalogue());
const address = '10.0.0.9:502';

function faults(...devices: readonly object[]): string[] {
  const result = readSite({ ...smallSite(), devices }, knowledge);
  return result.ok ? [] : result.faults.map(({ message }) => message);
}

const inverter = { id: 'M1', definition: 'sunspec-inverter', address, role: 'generation' };
const battery = { id: 'M2', definition: 'sunspec-battery-124', address, role: 'storageHome' };
const meter = { id: 'M3', definition: 'sunspec-meter', address, role: 'grid', circuit: 'house' };

describe('SunSpec devices of a site', () => {
  it('may share address and unit id: an inverter, its battery, its meters', () => {
    assert.deepEqual(faults(inverter, battery, meter, { ...meter, id: 'M4', connector: 2 }), []);
  });

  it('are told apart where they are the same product', () => {
    assert.deepEqual(faults(meter, { ...meter, id: 'M4' }), [
      'devices[1]: another device has the same line, unit id and connector',
    ]);
  });

  it('have roles of meters', () => {
    assert.equal(faults({ ...inverter, id: 'E1', role: 'chargePoint', circuit: 'house' }).length, 1);
    assert.match(faults({ ...battery, role: 'grid', circuit: 'house' })[0] ?? '', /does not measure current per phase/);
  });

  it('may say where their chain begins, others may not', () => {
    assert.deepEqual(faults({ ...meter, startRegister: 39_999 }), []);
    assert.deepEqual(
      faults({ ...meter, definition: 'eastron-sdm630', line: 'l1', startRegister: 1 }).filter((f) =>
        f.includes('startRegister'),
      ),
      ['devices[0].startRegister: eastron-sdm630 has its registers at fixed addresses'],
    );
    assert.match(faults({ ...meter, startRegister: 65_535 })[0] ?? '', /startRegister/);
  });
});
