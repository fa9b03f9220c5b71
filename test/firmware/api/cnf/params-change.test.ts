import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedParams, shareAlone } from '../../../../firmware/api/cnf/params-change.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { contractSite } from '../../domain/site/documents.ts';

const site = () => ({ ...contractSite() }) as Record<string, unknown>;
const change = (given: Record<string, unknown>, shown = {}) => changedParams(site(), given, shown);
const rootOf = ({ document }: ReturnType<typeof change>) =>
  (document.circuits as Record<string, unknown>[]).find(({ parent }) => parent === undefined) ?? {};

describe('set_params on the site document', () => {
  it('translates the parameters that Home Assistant writes', () => {
    const changed = change({ min_pause_time: 120, disable_policy: 0, reserve_current: 2500, lb_enabled: false });
    assert.equal((changed.document.timing as { minPauseS: number }).minPauseS, 120);
    assert.equal(changed.document.lostPolicy, 'off');
    assert.equal(changed.document.mode, 'observe');
    assert.equal(rootOf(changed).reserveA, 2.5);
    assert.deepEqual(changed.ignored, []);
  });

  it('puts a maximum beside the fuse and every other limit, by number or formula, and takes it away with 0', () => {
    const { fuseA, limits = [] } = rootOf(change({})) as { fuseA: number; limits: unknown[] };
    const changed = change({ max_total_current: '20000.0', max_total_evse_current: 'AVAIL * 1000' });
    assert.equal(rootOf(changed).fuseA, fuseA);
    assert.deepEqual(rootOf(changed).limits, [
      ...limits,
      { id: 'max_total_current', scope: 'all', unit: 'mA', value: 20_000 },
      { id: 'max_total_evse_current', scope: 'chargePoints', unit: 'mA', value: 'AVAIL * 1000', fallback: 0 },
    ]);
    const again = changedParams(changed.document, { max_total_current: 0, max_total_evse_current: '' }, {});
    assert.deepEqual(rootOf(again).limits, limits);
  });

  it('leaves alone what is as get_params shows it, and ignores what it does not have', () => {
    const changed = change({ max_total_current: 14_000, price_model: 3, version: 'x' }, { max_total_current: 14_000 });
    assert.deepEqual(changed.document, site());
    assert.deepEqual([changed.changed, changed.ignored], [[], ['price_model', 'version']]);
  });

  it('sets and removes the surplus formula', () => {
    const changed = change({ surplus_expr: 'CM._org_surplus - 500' });
    assert.deepEqual(changed.document.surplus, { formula: 'CM._org_surplus - 500' });
    assert.equal('surplus' in changedParams(changed.document, { surplus_expr: '' }, {}).document, false);
  });

  for (const given of [
    { max_total_current: -1 },
    { max_total_current: {} },
    { disable_policy: 0.5 },
    { lb_enabled: 'perhaps' },
    { reserve_current: 'AVAIL' },
    { max_total_cur_prc: 101, title: 'x' },
  ])
    it(`refuses ${JSON.stringify(given)}`, () => assert.throws(() => change(given), NetwachtError));

  it('knows the share that stands alone', () => {
    assert.equal(shareAlone({ max_total_cur_prc: '40' }), 40);
    assert.equal(shareAlone({ max_total_cur_prc: 40, title: 'x' }), undefined);
    assert.equal(shareAlone({}), undefined);
    for (const percent of [101, -1, null, 'x'])
      assert.throws(() => shareAlone({ max_total_cur_prc: percent }), NetwachtError);
  });

  it('gives a document or a refusal, whatever comes', () => {
    const keys = fc.constantFrom('title', 'max_total_current', 'disable_policy', 'min_pause_time', 'surplus_expr', 'x');
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (given) => {
        try {
          const { document } = change(given as Record<string, unknown>);
          assert.equal(rootOf({ document } as ReturnType<typeof change>).fuseA, rootOf(change({})).fuseA);
        } catch (error) {
          if (!(error instanceof NetwachtError)) throw error;
        }
      }),
    );
  });
});
