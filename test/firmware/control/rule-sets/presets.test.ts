import assert from 'node:assert/strict';
import type { RuleSetFile } from '../../../../firmware/control/rule-sets/rule-set-file.ts';
import { shippedPresets } from '../../../../firmware/control/rule-sets/shipped-presets.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge } from '../../../../scripts/site/in-process/products.ts';
import { smallSite } from '../../domain/site/documents.ts';
import { Walked } from '../../rules/walked.ts';

const presets = shippedPresets()();
const preset = (id: string): RuleSetFile => {
  const found = presets.find((each) => each.id === id);
  assert.ok(found, id);
  return found;
};

describe('the rule sets that are shipped', () => {
  it('are solar surplus, cheapest hours, night, two tariffs, and the sun with the night', () => {
    assert.deepEqual(
      presets.map(({ id }) => id),
      ['cheapest-hours', 'night', 'solar-else-night', 'solar-surplus', 'two-tariffs'],
    );
  });

  for (const { id, name, description, parameters = [], rules } of presets)
    it(`${id} has a name and a description, fits a site, and tells its parameters as its rules give them`, () => {
      assert.ok((name ?? '').length > 3 && (description ?? '').length > 20);
      const result = readSite({ ...smallSite(), ruleSets: { [id]: { name, rules } } }, knowledge);
      assert.deepEqual(result.ok ? [] : result.faults.map(String), []);
      const given = rules.flatMap(({ then }) =>
        then.kind === 'parameter' ? [{ name: then.name, formula: then.formula }] : [],
      );
      assert.deepEqual(parameters, given);
    });

  const max = { 'E1.max_current': 16_000 };
  /** A surplus on three phases. */
  const sun = (powerW: number) => ({ ...max, 'CM._surplus': powerW, 'E1.surplus_pcur': (powerW * 1000) / 690 });
  const cases: [id: string, what: string, says: Record<string, number>, minute: number, valueMa: number][] = [
    ['night', 'by day', max, 12 * 60, 0],
    ['night', 'at 23:00', max, 23 * 60, 16_000],
    ['night', 'at 05:59', max, 6 * 60 - 1, 16_000],
    ['night', 'at 06:00', max, 6 * 60, 0],
    ['cheapest-hours', 'without a price', max, 0, 0],
    ['cheapest-hours', 'at a usual price', { ...max, 'CM._price_level': -4, 'CM._price': 25 }, 0, 0],
    ['cheapest-hours', 'at a cheap price', { ...max, 'CM._price_level': -5, 'CM._price': 12 }, 0, 16_000],
    ['cheapest-hours', 'below zero', { ...max, 'CM._price_level': -4, 'CM._price': -1 }, 0, 16_000],
    ['two-tariffs', 'without a tariff', max, 0, 0],
    ['two-tariffs', 'at the high tariff', { ...max, 'CM.tarif': 0 }, 0, 6000],
    ['two-tariffs', 'at the low tariff', { ...max, 'CM.tarif': 1 }, 0, 16_000],
    ['solar-surplus', 'without sun', sun(0), 0, 0],
    ['solar-surplus', 'with less than it begins at', sun(4400), 0, 0],
    ['solar-surplus', 'with 6900 W for three phases', sun(6900), 0, 10_000],
    ['solar-else-night', 'by day without sun', sun(0), 12 * 60, 0],
    ['solar-else-night', 'by day with sun', sun(6900), 12 * 60, 10_000],
    ['solar-else-night', 'at night', sun(0), 60, 16_000],
  ];
  for (const [id, what, says, minute, valueMa] of cases)
    it(`${id} gives ${valueMa} mA ${what}`, () => {
      const walked = new Walked(preset(id).rules, says);
      walked.situation.minute = minute;
      assert.equal(walked.at(1).value, valueMa);
    });

  it('solar-surplus holds on for five minutes when a cloud passes', () => {
    const walked = new Walked(preset('solar-surplus').rules, sun(6900));
    assert.equal(walked.at(0).value, 10_000);
    const held = walked.at(200, sun(3000));
    assert.deepEqual([held.value, held.held, held.surplus], [6000, true, true]);
    assert.equal(walked.at(301).value, 0);
  });
});
