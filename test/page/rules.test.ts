import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Role, State } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeRules } from './fake-rules.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';
import { goToHash } from './screens.ts';

const battery = { id: 'M5', chargeW: 5000, dischargeW: null, chargeRule: null, dischargeRule: null };
const state = (): State => ({ ...sampleState(), batteries: [battery] });
const plain = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ');

describe('the rules screen', () => {
  const under = PageUnderTest.use();

  async function open(hash = '#/rules/E1', fake = new FakeRules(), role: Role = 'administrator') {
    const seen = await under.open({ state: state(), routes: fake.routes(), role });
    await goToHash(seen.page, hash);
    await seen.page.locator('.rules-screen').waitFor();
    return { ...seen, fake };
  }
  const rule = (page: Page, id: string) => page.locator(`[data-rule=${id}]`);
  const textOf = async (page: Page, id: string) => plain(await rule(page, id).locator('.rule-body').textContent());
  const order = (page: Page) =>
    page.locator('[data-rule]').evaluateAll((all) => all.map((one) => one.getAttribute('data-rule')));
  const ownRules = (fake: FakeRules) => fake.site.devices?.find(({ id }) => id === 'E1')?.rules ?? [];

  it('lists whose rules there are: charge points, batteries, people, named sets', async () => {
    const { page, complaints } = await open('#/rules');
    const links = (await page.locator('.rule-owners a').allTextContents()).map(plain);
    assert.deepEqual(links, [
      'Tesla bay4 rules',
      'Guest bayno rules: asks for all there is',
      'Kangoo, tradesmenno rules: asks for all there is',
      'Second floorno rules: asks for all there is',
      'Cellar battery1 rule',
      'Anna1 rule',
      'At night 1 rule',
    ]);
    await itFits(page, [320, 1440], 'the list of whose rules there are');
    await axe(page, 'the list of whose rules there are');
    assert.deepEqual(complaints, []);
  });

  describe('of a charge point', () => {
    it('says each rule in order, how it stands and why, and which one decides', async () => {
      const { page } = await open();
      await rule(page, 'cheap').getByText('Decides now.').waitFor();
      await page.getByText('Asks for 16 A now.').waitFor();
      assert.match(
        await textOf(page, 'sun'),
        /^With the sunWhen the solar surplus is at least 4\.5 kW: charge with the solar surplus, from the surplus only, and for 5 min after that\. Acts now\. Holds on until \d\d:\d\d: the solar surplus is 3\.9 kW\./,
      );
      assert.match(
        await textOf(page, 'cheap'),
        /When the price is at most 20 ct\/kWh: charge with 16 A, and look at no rule below\. Decides now\. Holds: the price is 18\.2 ct\/kWh\./,
      );
      assert.match(await textOf(page, 'tarif'), /No value: its formula has no value\./);
      assert.match(
        await textOf(page, 'else'),
        /go on with the rule set At night \(switched off\)\. Does not hold: the rule is switched off\./,
      );
      await page.getByRole('heading', { name: 'First, for the surplus' }).waitFor();
      await itFits(page, [320, 1024], 'the rules of a charge point');
      await axe(page, 'the rules of a charge point');
    });

    it('fits and keeps its contrast in German and in the dark, with a form open', async () => {
      const { page } = await open();
      await page.emulateMedia({ colorScheme: 'dark' });
      await speak(page, 'de');
      await rule(page, 'tarif').getByRole('button', { name: 'Ändern' }).click();
      await page.locator('#rule-ifFormula').fill('wrong');
      await page.locator('#rule-name').focus();
      await page.getByText('diesen Namen gibt es nicht').first().waitFor();
      await itFits(page, [320, 1024], 'a form in German');
      await axe(page, 'a form in German, in the dark');
    });

    it('says the rules of who charges there too, and where they are changed', async () => {
      const { page } = await open();
      const panel = page.locator('.panel', { hasText: 'Rules of Anna, who charges here' });
      await panel.getByText('Does not hold: it is charged to 54 %.').waitFor();
      await panel.getByText('Asks for nothing now: the charge point pauses; no rule has given a value.').waitFor();
      await panel.getByRole('link', { name: 'Change them there' }).click();
      await page.getByRole('heading', { name: 'Rules of Anna', exact: true }).waitFor();
    });

    it('says what to do where there is none, with examples to begin with', async () => {
      const { page, fake } = await open('#/rules/E2');
      await page.getByText('No rules yet: the charge point asks for all there is.').waitFor();
      const example = page.locator('[data-preset=two-tariffs]');
      await example.getByLabel('Current otherwise, A').fill('8');
      await example.getByRole('button', { name: 'Add these rules here' }).click();
      await page.locator('[data-rule=highA]').waitFor();
      const rules = fake.site.devices?.find(({ id }) => id === 'E2')?.rules;
      assert.deepEqual(rules?.[0]?.then, { kind: 'parameter', name: 'highA', formula: '8' });
      assert.equal(rules?.length, 2);
      await page.getByText('The rules of the example were added.').waitFor();
    });

    it('tells whoever may not see the site how they stand, without buttons', async () => {
      const { page } = await open('#/rules/E1', new FakeRules(), 'user');
      await page.getByText('Decides now.').waitFor();
      await page.getByText('changed by whoever looks after the site').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Edit' }).count(), 0);
      assert.equal(await page.getByRole('button', { name: 'Add a rule' }).count(), 0);
      await axe(page, 'rules that can only be read');
    });
  });

  describe('changes the order', () => {
    it('by buttons and by keyboard within its walk, keeps the focus, and can be undone', async () => {
      const { page, fake } = await open();
      await rule(page, 'tarif').getByRole('button', { name: 'Move rule 3 up' }).click();
      await page.getByText('rule 3 is number 2 now.').waitFor();
      assert.deepEqual((await order(page)).slice(0, 4), ['sun', 'tarif', 'cheap', 'else']);
      assert.deepEqual(
        ownRules(fake).map(({ id }) => id),
        ['sun', 'tarif', 'cheap', 'else'],
      );
      const focused = () =>
        page.evaluate(() => document.activeElement?.closest('[data-rule]')?.getAttribute('data-rule'));
      await page.waitForFunction(
        () => document.activeElement?.closest('[data-rule]')?.getAttribute('data-rule') === 'tarif',
      );
      await page.keyboard.press('Alt+ArrowDown');
      await page.waitForFunction(
        () => document.querySelectorAll('[data-rule]')[1]?.getAttribute('data-rule') === 'cheap',
      );
      assert.equal(await focused(), 'tarif');
      // The rule for the surplus is alone in its walk: there is nowhere to go.
      assert.equal(await rule(page, 'sun').locator('[data-act=down]').getAttribute('aria-disabled'), 'true');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Undone').waitFor();
      assert.deepEqual(
        ownRules(fake).map(({ id }) => id),
        ['sun', 'tarif', 'cheap', 'else'],
      );
    });

    it('copies, switches off and on, and removes with a way back', async () => {
      const { page, fake } = await open();
      await rule(page, 'cheap').getByRole('button', { name: 'More' }).click();
      await rule(page, 'cheap').getByRole('button', { name: 'Copy' }).click();
      await rule(page, 'cheap-2').locator('.rule-name', { hasText: 'When it is cheap (copy)' }).waitFor();
      assert.equal(ownRules(fake).find(({ id }) => id === 'cheap-2')?.enabled, false);
      await rule(page, 'cheap').getByRole('button', { name: 'Switch off' }).click();
      await rule(page, 'cheap').getByText('(switched off)').waitFor();
      await rule(page, 'cheap').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('The rule was removed.').waitFor();
      assert.equal(await rule(page, 'cheap').count(), 0);
      await page.getByRole('button', { name: 'Undo' }).click();
      await rule(page, 'cheap').waitFor();
    });
  });

  describe('its form', () => {
    it('says the sentence while it is filled in, and saves a new rule at the end', async () => {
      const { page, fake } = await open();
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByText('It will say: When it is between 22:00 and 06:00: charge with 16 A.').waitFor();
      await page.getByLabel('What is looked at').selectOption('surplus');
      await page.getByLabel('At least, W').fill('4485');
      await page.getByText('= 6.5 A on three phases, 19.5 A on one').waitFor();
      await page.getByLabel('Current, A').fill('10,5');
      await page.getByText('= 7.2 kW on three phases, 2.4 kW on one').waitFor();
      await page.getByLabel('Sat').uncheck();
      await page.getByLabel('Sun', { exact: true }).uncheck();
      await page.getByLabel('Goes on for, seconds').fill('120');
      await page
        .getByText(
          'It will say: On Mon–Fri, when the solar surplus is at least 4.5 kW: charge with 10.5 A, and for 2 min after that.',
        )
        .waitFor();
      await itFits(page, [320, 1024], 'the form of a rule');
      await axe(page, 'the form of a rule');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('The rule was added.').waitFor();
      assert.deepEqual(ownRules(fake).at(-1), {
        ...{ id: 'rule', days: ['mo', 'tu', 'we', 'th', 'fr'], holdS: 120 },
        if: { kind: 'surplus', atLeastW: 4485 },
        then: { kind: 'set', valueA: 10.5 },
      });
      assert.equal(await page.locator('.rule-form').count(), 0);
    });

    it('is filled in and saved by keyboard alone', async () => {
      const { page, fake } = await open('#/rules/E2');
      await page.getByRole('button', { name: 'Add a rule' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement?.textContent === 'New rule');
      await page.keyboard.press('Tab');
      await page.keyboard.type('the price');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.type('17,5');
      await page.keyboard.press('Enter');
      await rule(page, 'rule').getByText('When the price is at most 17.5 ct/kWh: charge with 16 A.').waitFor();
      assert.deepEqual(fake.site.devices?.find(({ id }) => id === 'E2')?.rules?.[0]?.if, {
        kind: 'price',
        atMostCt: 17.5,
      });
      await page.waitForFunction(
        () => document.activeElement?.getAttribute('data-act') !== null && document.activeElement !== document.body,
      );
    });

    it('says what it would do now, before it is saved', async () => {
      const fake = new FakeRules();
      fake.run = ({ rules }) => {
        const at = new Date().toISOString();
        const states = Object.fromEntries((rules as { id: string }[]).map(({ id }) => [id, 'false' as const]));
        const span = {
          from: at,
          to: at,
          resultA: 10,
          surplus: false,
          rule: 'cheap',
          states: { ...states, cheap: 'true' as const },
        };
        return { chargePoint: 'E1', everyS: 10, spans: [span], gaps: [], unknown: [], cut: false };
      };
      const { page } = await open('#/rules/E1', fake);
      await rule(page, 'cheap').getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Current, A').fill('10');
      await page.getByText('It would act now; all rules together would ask for 10 A.').waitFor();
      assert.deepEqual((fake.tried.at(-1) as { rules: { then: unknown }[] }).rules[1]?.then, {
        kind: 'set',
        valueA: 10,
      });
    });

    it('says what is missing before the box is asked, and goes there', async () => {
      const { page, fake } = await open();
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByLabel('What is looked at').selectOption('price');
      await page.getByLabel('Current, A').fill('a lot');
      await page.getByText('Some fields are still missing.').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('This is missing.').waitFor();
      await page.getByText('A number, please.').waitFor();
      await page.waitForFunction(() => document.activeElement?.id === 'rule-atMostCt');
      assert.equal(fake.put.length, 0);
    });

    it('shows what the box refuses at its field, and keeps what was entered', async () => {
      const { page, fake } = await open();
      fake.refusal = [
        400,
        { error: 'site', message: 'there is no such name', path: 'devices[2].rules[2].then.formula' },
      ];
      await rule(page, 'tarif').getByRole('button', { name: 'Edit' }).click();
      await page.locator('#rule-amountFormula').fill('max_current / 3');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('#rule-amountFormula-note').getByText('there is no such name').waitFor();
      await page.waitForFunction(() => document.activeElement?.id === 'rule-amountFormula');
      fake.refusal = undefined;
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('The rule was changed.').waitFor();
      assert.deepEqual(ownRules(fake)[2]?.then, { kind: 'set', formula: 'max_current / 3' });
    });

    it('tells of a change that somebody else made meanwhile, and puts ours on top of it', async () => {
      const { page, fake } = await open();
      await rule(page, 'cheap').getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Current, A').fill('12');
      fake.refusal = [412, { error: 'changed', message: 'somebody was faster' }];
      fake.site = { ...fake.site, name: 'Kerkstraat 14' };
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Somebody else has changed the settings meanwhile: name.').waitFor();
      fake.refusal = undefined;
      await page.getByRole('button', { name: 'Save mine on top of it' }).click();
      await page.locator('.rule-form').waitFor({ state: 'detached' });
      assert.equal(fake.site.name, 'Kerkstraat 14');
      assert.deepEqual(ownRules(fake)[1]?.then, { kind: 'set', valueA: 12 });
    });

    it('speaks of watts for a battery', async () => {
      const { page, fake } = await open('#/rules/battery/M5');
      const charge = page.locator('[data-list=charge-M5]');
      await charge.getByText('When the price counts as higher than normal: do not let the battery charge.').waitFor();
      await charge.getByText('At most 5.0 kW now; no rule has given a value.').waitFor();
      await charge.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Power, W').fill('2000');
      await page
        .getByText(
          'It will say: When the price counts as higher than normal: let the battery charge with at most 2.0 kW.',
        )
        .waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('The rule was changed.').waitFor();
      assert.deepEqual(fake.site.batteries?.[0]?.chargeRules?.[0]?.then, { kind: 'set', valueW: 2000 });
    });
  });

  describe('tries rules on the past', () => {
    it('with the rule as it stands in the form: sentences, a chart and its table', async () => {
      const { page, fake } = await open();
      await rule(page, 'cheap').getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('At most, ct/kWh').fill('25');
      await page.getByText('With the rule as it stands in the form.').waitFor();
      await page.getByRole('button', { name: 'Try it' }).click();
      const says = page.locator('.attempt-says li');
      await says.first().waitFor();
      assert.deepEqual((await says.allTextContents()).map(plain), [
        'Would have asked for 16 A from 12:10 to 15:40; 6 A was offered.',
      ]);
      const asked = fake.tried.at(-1) as { chargePoint: string; rules: { id: string; if: unknown }[] };
      assert.deepEqual([asked.chargePoint, asked.rules[1]?.if], ['E1', { kind: 'price', atMostCt: 25 }]);
      await page.locator('[data-chart=attempt] canvas').waitFor();
      await page.getByText('Nobody records M7.soc').waitFor();
      await page.getByText('What the rules would have asked for').first().click();
      const rows = (await page.locator('.attempt .table tbody tr').allTextContents()).map(plain);
      assert.deepEqual(rows, ['00:0012:100 A6 Anone', '12:1015:4016 A6 AWhen it is cheap', '15:4023:000 A6 Anone']);
      await axe(page, 'what came out');
      await itFits(page, [320, 1024], 'what came out');
    });

    it('of a person at a charge point of choice', async () => {
      const { page, fake } = await open('#/rules/user/U1');
      await page.getByLabel('At the charge point').selectOption('E2');
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.locator('.attempt-says li').first().waitFor();
      const asked = fake.tried.at(-1) as { chargePoint: string; rules: { id: string }[] };
      assert.deepEqual([asked.chargePoint, asked.rules.map(({ id }) => id)], ['E2', ['r']]);
    });

    it('says so where nothing was recorded', async () => {
      const fake = new FakeRules();
      fake.run = () => ({ chargePoint: 'E1', everyS: 60, spans: [], gaps: [], unknown: [], cut: false });
      const { page } = await open('#/rules/E1', fake);
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByText('Nothing was recorded in this time.').waitFor();
      assert.equal(fake.tried[0]?.rules, undefined);
    });
  });

  describe('keeps named sets', () => {
    it('imports a file, asks before it replaces one, and says what the box refuses in it', async () => {
      const { page, fake } = await open('#/rules');
      const bring = (text: string) =>
        page
          .locator('input[type=file]')
          .setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await bring('no file at all');
      await page.getByText('This is no rule set file.').waitFor();
      await bring(JSON.stringify({ format: 'other', id: 'night' }));
      await page.getByText('There is a rule set night already. Replace it?').waitFor();
      await page.getByRole('button', { name: 'Replace it' }).click();
      await page.getByText('rules[0].then.colour: is not understood').waitFor();
      await bring(JSON.stringify({ format: 'netwacht-rule-set/1', id: 'night', rules: [] }));
      await page.getByRole('button', { name: 'Replace it' }).click();
      await page.getByText('The rule set night is here now.').waitFor();
      assert.equal(fake.sets.length, 2);
    });

    it('shows its rules at an address of their own', async () => {
      const { page } = await open('#/rules/set/night');
      await page.getByText('When it is between 22:00 and 06:00: charge with 10 A.').waitFor();
      await goToHash(page, '#/rules/set/nowhere');
      await page.getByText('It is not known on this site.').waitFor();
    });
  });
});
