import assert from 'node:assert/strict';
import { RuleSetDesk } from '../../../../firmware/control/rule-sets/rule-set-desk.ts';
import { shippedPresets } from '../../../../firmware/control/rule-sets/shipped-presets.ts';
import { SiteDesk } from '../../../../firmware/control/site-desk.ts';
import type { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { knowledge } from '../../../../scripts/site/in-process/products.ts';
import { smallSite } from '../../domain/site/documents.ts';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';

const author = { name: 'anna', side: 'lan' } as const;
const night = {
  format: 'netwacht-rule-set/1',
  id: 'night',
  name: 'By night',
  parameters: [{ name: 'amps', formula: '10' }],
  rules: [
    { id: 'p', if: { kind: 'always' }, then: { kind: 'parameter', name: 'amps', formula: '6' } },
    { id: 'n', if: { kind: 'time', from: '23:00', to: '06:00' }, then: { kind: 'set', formula: 'param(amps) * 1000' } },
  ],
};

describe('named rule sets', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  const desks = (document: object = smallSite()) => {
    const site = new SiteDesk({ store: folder.open(), knowledge, onPut: () => {} });
    site.put(document, { author });
    return { site, desk: new RuleSetDesk({ site, presets: shippedPresets() }) };
  };
  const refused = (code: string, path?: string) => (error: unknown) => {
    const { code: found, path: where } = error as NetwachtError;
    assert.deepEqual([found, where], [code, path], String(error));
    return true;
  };

  it('are imported into the site document, parameters put into their rules, and come out as they went in', () => {
    const { site, desk } = desks();
    desk.put('night', night, { author });
    const [first, second] = night.rules;
    const rules = [{ ...first, then: { ...first?.then, formula: '10' } }, second];
    assert.deepEqual(site.current()?.document, { ...smallSite(), ruleSets: { night: { name: 'By night', rules } } });
    assert.deepEqual(desk.get('night'), { etag: site.current()?.etag, file: { ...night, rules } });
    desk.put('night', desk.get('night').file, { author });
    assert.deepEqual(desk.get('night').file, { ...night, rules });
    assert.deepEqual(desk.list().ruleSets, [
      { id: 'night', name: 'By night', description: '', parameters: [{ name: 'amps', formula: '10' }], rules: 2 },
    ]);
  });

  it('of the same id are replaced, and nothing else of the site changes', () => {
    const { site, desk } = desks({ ...smallSite(), ruleSets: { other: [], night: [] } });
    const { name: _, parameters: __, ...bare } = night;
    desk.put('night', bare, { author });
    assert.deepEqual(site.current()?.document, { ...smallSite(), ruleSets: { other: [], night: night.rules } });
  });

  const [, second] = night.rules;
  const bad: [string, object, string][] = [
    ['an unknown key', { colour: 1 }, 'colour'],
    ['an unknown key of a rule', { rules: [{ ...second, colour: 1 }], parameters: [] }, 'rules[0].colour'],
    [
      'an unknown key of an action',
      { rules: [night.rules[0], { ...second, then: { kind: 'set', valueA: 6, volts: 1 } }] },
      'rules[1].then.volts',
    ],
    ['a condition there is not', { rules: [{ ...second, if: { kind: 'moon' } }], parameters: [] }, 'rules[0].if.kind'],
    ['another id', { id: 'day' }, 'id'],
    ['another format', { format: 'netwacht-rule-set/9' }, 'format'],
    ['a parameter that no rule gives', { parameters: [{ name: 'watts', formula: '1' }] }, 'parameters[0].name'],
    [
      'a parameter twice',
      {
        parameters: [
          { name: 'amps', formula: '1' },
          { name: 'AMPS', formula: '1' },
        ],
      },
      'parameters[1].name',
    ],
    ['a formula that is none', { parameters: [{ name: 'amps', formula: '1 +' }] }, 'rules[0].then.formula'],
    ['an id twice', { rules: [...night.rules, second] }, 'rules[2].id'],
    [
      'another set that is not there',
      { rules: [...night.rules, { ...second, id: 'x', then: { kind: 'ruleSet', id: 'gone' } }] },
      'rules[2].then.id',
    ],
  ];
  for (const [what, change, path] of bad)
    it(`are refused with ${what}, at its place in the file, and nothing changes`, () => {
      const { site, desk } = desks();
      const before = site.current()?.etag;
      assert.throws(() => desk.put('night', { ...night, ...change }, { author }), refused('badRuleSet', path));
      assert.equal(site.current()?.etag, before);
    });

  it('are refused when somebody else was faster, and without a site', () => {
    const { site, desk } = desks();
    const { etag } = desk.list();
    desk.put('night', night, { author, ifMatch: etag });
    assert.throws(() => desk.put('night', night, { author, ifMatch: etag }), refused('conflict'));
    assert.throws(() => desk.remove('night', { author, ifMatch: etag }), refused('conflict'));
    const empty = new RuleSetDesk({ site: { current: () => undefined, put: site.put.bind(site) }, presets: () => [] });
    assert.throws(() => empty.list(), refused('noSite'));
  });

  it('go when nothing uses them', () => {
    const uses = { id: 'u', if: { kind: 'always' }, then: { kind: 'ruleSet', id: 'night' } };
    const { desk } = desks({ ...smallSite(), ruleSets: { user: [uses], night: [] } });
    assert.throws(() => desk.remove('night', { author }), refused('inUse'));
    desk.remove('user', { author });
    desk.remove('night', { author });
    assert.deepEqual(desk.list().ruleSets, []);
    assert.throws(() => desk.remove('night', { author }), refused('notFound'));
    assert.throws(() => desk.get('toString'), refused('notFound'));
  });
});
