import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge } from '../../../../scripts/site/in-process/products.ts';
import { contractSite } from './documents.ts';

const always = { kind: 'always' };
const set = { kind: 'set', valueA: 10 };

describe('charging rules in a site document', () => {
  const faultsOf = (rules: readonly object[], more: object = {}) => {
    const site = structuredClone(contractSite()) as unknown as { devices: { rules?: unknown }[] };
    Object.assign(site.devices[1] as object, { rules });
    const result = readSite({ ...site, ...more }, knowledge);
    return result.ok ? [] : result.faults.map(({ message }) => message);
  };
  const one = (rule: object) => faultsOf([{ id: 'r', if: always, then: set, ...rule }]);

  it('are taken where all they name is there', () => {
    const rules = [
      { id: '12', if: always, then: { kind: 'parameter', name: 'Limit', formula: '600' } },
      { id: 'b', if: { kind: 'minutes', from: 'param(limit)', to: '720' }, then: { kind: 'and' } },
      { id: 'c', if: { kind: 'input', device: 'M1', number: 2 }, then: { kind: 'goto', rule: 'e' } },
      { id: 'd', if: always, then: { kind: 'ruleSet', id: 'night' }, finish: true, enabled: false, days: ['mo'] },
      { id: 'e', if: always, then: { kind: 'variable', name: 'CM.AVAIL', formula: 'lb_cur / 1000' } },
      { id: 'f', if: always, then: { kind: 'trigger', name: 'e1.Out1', seconds: 5, retrigger: true } },
      { id: 'g', if: always, then: { kind: 'variable', name: '_undercut', formula: '_rule_val > 0' } },
    ];
    assert.deepEqual(faultsOf(rules, { ruleSets: { night: [{ id: 'x', if: always, then: set }] } }), []);
  });

  const table: [what: string, rules: readonly object[], message: RegExp][] = [
    [
      'an id twice',
      [
        { id: 'r', if: always, then: set },
        { id: 'r', if: always, then: set },
      ],
      /devices\[1\]\.rules\[1\]\.id: "r" is used twice/,
    ],
    [
      'a formula that is none',
      [{ id: 'r', if: { kind: 'formula', formula: '1 +' }, then: set }],
      /rules\[0\]\.if\.formula: .*characters 3 to 3/,
    ],
    [
      'a formula of an action',
      [{ id: 'r', if: always, then: { kind: 'set', formula: 'x y' } }],
      /rules\[0\]\.then\.formula: /,
    ],
    [
      'a device that is not there',
      [{ id: 'r', if: { kind: 'formula', formula: 'M9.power_w' }, then: set }],
      /if\.formula: there is no device M9/,
    ],
    [
      'an input of no device',
      [{ id: 'r', if: { kind: 'input', device: 'M9', number: 1 }, then: set }],
      /if\.device: there is no device M9/,
    ],
    [
      'the charge of no device',
      [{ id: 'r', if: { kind: 'soc', device: 'E9', atLeast: 1 }, then: set }],
      /if\.device: there is no device E9/,
    ],
    [
      'a jump to nowhere',
      [{ id: 'r', if: always, then: { kind: 'goto', rule: 'x' } }],
      /then\.rule: there is no rule "x" in this list/,
    ],
    [
      'a set that is not there',
      [{ id: 'r', if: always, then: { kind: 'ruleSet', id: 'constructor' } }],
      /then\.id: there is no rule set "constructor"/,
    ],
    [
      'a parameter nobody gives',
      [{ id: 'r', if: { kind: 'formula', formula: 'param(x)' }, then: set }],
      /no rule gives the parameter x/,
    ],
    ['a link to nothing', [{ id: 'r', if: always, then: { kind: 'and' } }], /then: the last rule has no next one/],
    [
      'watts for a car',
      [{ id: 'r', if: always, then: { kind: 'set', valueW: 100 } }],
      /then\.valueW: a charge point is given a current/,
    ],
    [
      'a name that is none',
      [{ id: 'r', if: always, then: { kind: 'variable', name: '1x', formula: '1' } }],
      /then\.name: "1x" is not a name/,
    ],
    [
      'a built-in variable',
      [{ id: 'r', if: always, then: { kind: 'variable', name: '_set_price', formula: '1' } }],
      /then\.name: a rule cannot set "_set_price"/,
    ],
    [
      'a measured field',
      [{ id: 'r', if: always, then: { kind: 'variable', name: 'M1.power_w', formula: '1' } }],
      /then\.name: of a device rules set/,
    ],
    [
      'a device that is not there to be set',
      [{ id: 'r', if: always, then: { kind: 'trigger', name: 'E9.out1', seconds: 1 } }],
      /then\.name: there is no device E9/,
    ],
    ['an unknown key', [{ id: 'r', if: always, then: set, prio: 1 }], /devices\[1\]\.rules\[0\]\.prio: unknown key/],
  ];
  for (const [what, rules, message] of table)
    it(`are refused with the path: ${what}`, () => {
      const faults = faultsOf(rules);
      assert.equal(faults.length, 1, faults.join('\n'));
      assert.match(faults[0] ?? '', message);
    });

  it('are refused when they set a formula of the site', () => {
    const variables = [{ name: 'ROOM', expr: '10 + 1' }];
    const rules = [{ id: 'r', if: always, then: { kind: 'variable', name: 'room', formula: '1' } }];
    assert.match(faultsOf(rules, { variables })[0] ?? '', /"ROOM" is a formula of the site/);
  });

  it('of a user set variables of his own, not those that others read', () => {
    const users = (name: string, second = '1') => [
      { id: 'anna', name: 'Anna', rules: [{ id: 'r', if: always, then: { kind: 'variable', name, formula: '1' } }] },
      { id: 'ben', name: 'Ben', rules: [{ id: 'r', if: { kind: 'formula', formula: second }, then: set }] },
    ];
    assert.deepEqual(faultsOf([], { users: users('CM.annas_car') }), []);
    for (const [name, second] of [['AVAIL'], ['cm.avail'], ['mood', 'MOOD > 1']] as const)
      assert.match(
        faultsOf([], { users: users(name, second) })[0] ?? '',
        /users\[0\]\.rules\[0\]\.then\.name: .* is used by others in the site/,
      );
    assert.match(faultsOf([], { users: users('E1.out1') })[0] ?? '', /rules of a user set variables, not devices/);
  });

  it('are checked in named sets too', () => {
    const ruleSets = { solar: [{ id: 'a', if: always, then: { kind: 'goto', rule: 'b' } }] };
    assert.match(faultsOf([], { ruleSets })[0] ?? '', /ruleSets\.solar\[0\]\.then\.rule: there is no rule "b"/);
  });

  it('give parameters only to rules', () => {
    const surplus = { formula: 'param(limit)' };
    assert.match(faultsOf([], { surplus })[0] ?? '', /surplus\.formula: param is for charging rules/);
  });

  it('have defaults for all that is left out', () => {
    assert.deepEqual(one({}), []);
  });
});
