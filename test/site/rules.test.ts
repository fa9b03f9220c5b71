import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { RuleStates } from '../../firmware/domain/rule-states.ts';
import { Box, type Document } from './box.ts';

const rules = [
  { id: 'cheap', if: { kind: 'formula', formula: 'TARIF == 1' }, then: { kind: 'set', valueA: 12 }, finish: true },
  { id: 'dear', if: { kind: 'formula', formula: 'TARIF == 0' }, then: { kind: 'set', valueA: 6 } },
];
const withRules = (site: Document): Document => ({
  ...site,
  devices: (site.devices as Document[]).map((device) => (device.id === 'E1' ? { ...device, rules } : device)),
  variables: [...((site.variables as Document[] | undefined) ?? []), { name: 'TARIF', value: 0 }],
});

describe('charging rules, on the whole box', () => {
  let box: Box;

  before(async () => {
    box = await Box.open({ houseA: [2, 2, 2], edit: withRules });
  });
  after(() => box?.close());

  const reaches = (ampere: number) =>
    box.waitFor(`${ampere} A stand in the register of E1`, ({ state, plant }) => {
      const point = state.chargePoints.find(({ id }) => id === 'E1');
      return plant.chargePoints.E1?.offeredA === ampere && point?.reason.code === 'rule';
    });
  const states = async () => {
    const { status, json } = await box.get('/api/v1/charge-points/E1/rules');
    assert.equal(status, 200);
    return json as RuleStates;
  };

  it('follow the tariff that the supplier announces, down to the register, and tell which rule decided', async () => {
    await reaches(6);
    await box.setVariable('TARIF', 1);
    const { state } = await reaches(12);
    assert.equal(state.chargePoints.find(({ id }) => id === 'E1')?.reason.rule, 'cheap');
    const [list] = (await states()).lists;
    assert.deepEqual([list?.valueA, list?.decidedBy], [12, 'cheap']);
    assert.deepEqual(
      list?.rules.map(({ condition, why }) => [condition, why.code, why.value]),
      [
        [true, 'formula', 1],
        [null, 'notReached', null],
      ],
    );
    await box.setVariable('TARIF', 0);
    await reaches(6);
    assert.equal((await states()).lists[0]?.decidedBy, 'dear');
    assert.equal((await box.get('/api/v1/charge-points/E99/rules')).status, 404);
  });
});
