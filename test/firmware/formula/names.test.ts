import assert from 'node:assert/strict';
import {
  builtInVariables,
  controllerFields,
  dateFields,
  deviceFields,
  siteMeterFields,
  siteMeters,
} from '../../../firmware/formula/fields.ts';
import { canonicalName } from '../../../firmware/formula/names.ts';

const nameOf = (spelled: string): string => {
  const result = canonicalName(spelled);
  return result.ok ? result.name : assert.fail(result.message);
};

describe('one spelling for each name', () => {
  const table: readonly (readonly [spelled: string, canonical: string])[] = [
    ['AVAIL', 'CM.avail'],
    ['avail', 'CM.avail'],
    ['cm.Avail', 'CM.avail'],
    ['CM.AVAIL', 'CM.avail'],
    ['tarif', 'CM.tarif'],
    ['CM._price', 'CM._price'],
    ['_flag32', 'CM._flag32'],
    ['M1.current_l1', 'M1.current_l1'],
    ['m12.Power_W', 'M12.power_w'],
    ['e1.INPUT3', 'E1.input3'],
    ['v1.range', 'V1.range'],
    ['GM.grid_demand.power_w', 'GM.grid_demand.power_w'],
    ['gm.Cons_Pwr.current_l1', 'GM.consumed.current_l1'],
    ['Date.Hour', 'date.hour'],
    ['pb.input1', 'PB.input1'],
  ];
  for (const [spelled, canonical] of table)
    it(`${spelled} is ${canonical}`, () => assert.equal(nameOf(spelled), canonical));

  it('every field of the data file can be read', () => {
    for (const field of deviceFields.keys()) assert.equal(nameOf(`E7.${field}`), `E7.${field}`);
    for (const field of dateFields.keys()) assert.equal(nameOf(`date.${field}`), `date.${field}`);
    for (const field of controllerFields.keys()) assert.equal(nameOf(`PB.${field}`), `PB.${field}`);
    for (const name of builtInVariables.keys()) assert.equal(nameOf(name), `CM.${name}`);
    for (const meter of siteMeters.keys())
      for (const field of siteMeterFields.keys()) assert.equal(nameOf(`GM.${meter}.${field}`), `GM.${meter}.${field}`);
  });

  it('names that nothing can ever stand behind are refused with a sentence that names them', () => {
    const wrong = [
      ...['M1', 'E1', 'date', 'GM', 'PB', 'CM', 'min', 'exists', '_mine', '__proto__', 'a'.repeat(33)],
      ...['M1.watts', 'M1.input0', 'M1.input33', 'M1.input01', 'M.power_w', 'X1.power_w', 'date.week', 'PB.input3'],
      ...['GM.surplus', 'GM.sun.power_w', 'GM.surplus.offered', 'GM.prod_pwr', 'GM.surplus.power_w.x', 'CM.a.b'],
      ...['CM._unknown', 'CM.M1', 'CM.date', 'CM.min', 'M1.constructor', 'date.tostring', 'GM.constructor.power_w'],
    ];
    for (const spelled of wrong) {
      const result = canonicalName(spelled);
      assert.ok(!result.ok, spelled);
      assert.match(result.message, /"/);
    }
  });
});
