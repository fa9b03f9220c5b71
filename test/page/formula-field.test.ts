import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { FakeRules } from './fake-rules.ts';
import { PageUnderTest } from './page-under-test.ts';
import { goToHash } from './screens.ts';

describe('the field for a formula', () => {
  const under = PageUnderTest.use();

  /** The form of the rule whose condition is a formula. */
  async function open(fake = new FakeRules()) {
    const seen = await under.open({ routes: fake.routes() });
    await goToHash(seen.page, '#/rules/E1');
    await seen.page.locator('[data-rule=tarif] [data-act=edit]').click();
    const field = seen.page.locator('#rule-ifFormula');
    const note = seen.page.locator('#rule-ifFormula-note');
    await note.getByText('Now: no value, because there is none of TARIF.').waitFor();
    return { ...seen, fake, field, note };
  }

  it('says what a formula comes to now, with its unit, and why it has no value', async () => {
    const { page, field, note } = await open();
    await field.fill('AVAIL');
    await note.getByText('Now: it holds').waitFor();
    await field.fill('0');
    await note.getByText('Now: it does not hold').waitFor();
    await field.fill('tarif > 2');
    await note.getByText('Now: no value, because there is none of tarif.').waitFor();
    await field.fill('M1.power_w > 3');
    await note.getByText('only the running box reads M1.power_w').waitFor();
    const amount = page.locator('#rule-amountFormula');
    await amount.fill('16500');
    await page.locator('#rule-amountFormula-note').getByText('Now: 16.5 A (16,500 mA)').waitFor();
  });

  it('underlines what is wrong at its place and says it, once the field is left', async () => {
    const { page, field, note } = await open();
    await field.fill('2 * wrong');
    await note.getByText('Not finished yet.').waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), null);
    await page.locator('#rule-name').focus();
    await note.getByText('“wrong”: there is no such name.').waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const mark = page.locator('.formula-layer mark');
    assert.equal(await mark.textContent(), 'wrong');
    // The layer sets its text as the field does: the mark begins where the word begins.
    const layer = await page.locator('.formula-layer').boundingBox();
    const box = await field.boundingBox();
    assert.deepEqual([layer?.x, layer?.width, layer?.height], [box?.x, box?.width, box?.height]);
    assert.match(await mark.evaluate((element) => getComputedStyle(element).textDecorationLine), /underline/);
    await axe(page, 'a wrong formula');
  });

  it('shows the mark of a long formula where the field is scrolled to', async () => {
    const { page, field } = await open();
    await field.fill(`${'AVAIL + '.repeat(30)}wrong + 1`);
    await page.locator('#rule-name').focus();
    await page.locator('.formula-layer mark').waitFor();
    await field.focus();
    await page.keyboard.press('End');
    await page.waitForFunction(() => {
      const layer = document.querySelector('.formula-layer');
      const input = document.querySelector('#rule-ifFormula');
      return layer !== null && input !== null && input.scrollLeft > 0 && layer.scrollLeft === input.scrollLeft;
    });
  });

  it('asks again for a new text only, and tells only the answer to the newest', async () => {
    const { page, field, fake, note } = await open();
    const before = fake.checked.length;
    await field.fill('');
    await field.pressSequentially('AVAIL > 0');
    await note.getByText('Now: it holds').waitFor();
    assert.ok(!fake.checked.slice(before).includes('AVA'), 'typing is let come to rest');
    assert.equal(fake.checked.at(-1), 'AVAIL > 0');
    await page.getByText('It will say: When “AVAIL > 0” holds').waitFor();
  });

  describe('completes', () => {
    it('names by keyboard: arrows walk, Enter takes, Escape closes', async () => {
      const { page, field } = await open();
      await field.fill('2 * M1');
      const options = page.locator('.formula-list [role=option]');
      await options.first().waitFor();
      assert.equal(await options.count(), 2);
      assert.equal(await field.getAttribute('aria-expanded'), 'true');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const active = await field.getAttribute('aria-activedescendant');
      assert.match((await page.locator(`#${active}`).textContent()) ?? '', /M1\.current_l1.*mA/);
      await axe(page, 'an open list');
      await page.keyboard.press('Escape');
      assert.equal(await options.count(), 0);
      assert.ok(await field.isVisible(), 'Escape closed the list and not the form');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      assert.equal(await field.inputValue(), '2 * M1.power_w');
      assert.equal(await options.count(), 0);
    });

    it('functions with their bracket, in the middle of a formula', async () => {
      const { page, field } = await open();
      await field.fill('cl + 1');
      await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(2, 2));
      await page.keyboard.press('ArrowDown');
      await page.getByRole('option', { name: 'clamp(a, b, c) function' }).waitFor();
      await page.keyboard.press('Enter');
      assert.equal(await field.inputValue(), 'clamp( + 1');
      assert.equal(await field.evaluate((input: HTMLInputElement) => input.selectionStart), 6);
    });

    it('fields of the own charge point and values of other rules, bare, inside rules', async () => {
      const { page, field } = await open();
      await field.fill('max_c');
      await page.getByRole('option', { name: /^max_current/ }).waitFor();
      await field.fill('par');
      await page.getByRole('option', { name: 'param(a) function' }).waitFor();
    });

    it('by a finger, and the field keeps the focus', async () => {
      const { page, field } = await open();
      await field.fill('tar');
      await page.getByRole('option', { name: /^TARIF/ }).click();
      assert.equal(await field.inputValue(), 'TARIF');
      assert.ok(await field.evaluate((input) => input === document.activeElement));
    });

    it('from names that are read once for all fields of the page', async () => {
      const { box } = await open();
      assert.equal(box.calls.filter((call) => call === 'GET /api/v1/formulas/names').length, 1);
    });
  });
});
