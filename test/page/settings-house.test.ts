import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of the house and its circuits', () => {
  const under = PageUnderTest.use();

  async function open(site = new FakeSite()) {
    const seen = await under.open({ state: sampleState(), routes: site.routes() });
    await seen.page.goto(new URL('#/settings/house', seen.box.url).href);
    await seen.page.locator('[data-circuit=house]').waitFor();
    return { ...seen, site };
  }

  it('shows the tree with fuse and kW, and what is drawn, limited and free on each phase', async () => {
    const { page, complaints } = await open();
    const house = page.locator('[data-circuit=house] > .facts');
    const text = plain(await house.textContent());
    assert.match(text, /Fuse80 A per phase, 55\.2 kW over three/);
    assert.match(text, /DrawnL1 31\.2 · L2 22\.4 · L3 26\.9 A/);
    assert.match(text, /HeadroomL1 48\.8/);
    const garage = page.locator('[data-circuit=house] [data-circuit=garage]');
    assert.match(plain(await garage.textContent()), /With E1/);
    assert.match(
      plain(await page.locator('[data-circuit=house] [data-row=operator]').first().textContent()),
      /22\.0 kW/,
    );
    await axe(page, 'house');
    await page.setViewportSize({ width: 1024, height: 800 });
    await axe(page, 'house wide');
    await itFits(page);
    assert.deepEqual(complaints, []);
  });

  it('changes a fuse with kW beside it, and only that; it can be taken back', async () => {
    const { page, site } = await open();
    const before = structuredClone(site.document);
    await page.getByRole('button', { name: 'Edit: garage' }).click();
    await focusReaches(page, 'text', 'Change garage');
    await page.locator('#circuit-fuseA').fill('25,5');
    assert.match(plain(await page.locator('#circuit-fuseA-note').textContent()), /17\.6 kW over three phases/);
    await axe(page, 'circuit form');
    await itFits(page, [320, 1024], 'circuit form');
    await page.keyboard.press('Enter');
    await page.getByText('garage: changed.').waitFor();
    assert.equal(site.circuit('garage')?.fuseA, 25.5);
    assert.deepEqual({ ...site.circuit('garage'), fuseA: 32 }, (before.circuits as object[])[1]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: it is as it was before.').waitFor();
    assert.deepEqual(site.document, before);
  });

  it('says at the field what cannot be read, and what the box does not take, and keeps what was typed', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Edit: garage' }).click();
    await page.locator('#circuit-fuseA').fill('many');
    await page.keyboard.press('Enter');
    await page.locator('#circuit-fuseA-note', { hasText: 'A number, please.' }).waitFor();
    await focusReaches(page, 'id', 'circuit-fuseA');
    assert.equal(site.puts.length, 0);
    await page.locator('#circuit-fuseA').fill('0');
    await page.keyboard.press('Enter');
    await page.locator('#circuit-fuseA-note', { hasText: 'This cannot be saved as it is.' }).waitFor();
    await focusReaches(page, 'id', 'circuit-fuseA');
    assert.equal(await page.locator('#circuit-fuseA').inputValue(), '0');
  });

  it('says in words that safe currents do not fit, and saves once the risk is accepted', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Edit: House connection' }).click();
    await page.locator('#circuit-assumedHouseA').fill('78');
    await page.keyboard.press('Enter');
    await page.locator('#circuit-assumedHouseA-note', { hasText: 'do not fit beside this house load' }).waitFor();
    await focusReaches(page, 'id', 'circuit-assumedHouseA');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('#failsafe-accept').press('Space');
    await page.getByText('may together draw more than the fuse bears').waitFor();
    assert.equal(site.document.acceptFailsafeRisk, undefined);
    await page.getByRole('button', { name: 'I accept that risk' }).click();
    await page.getByText('The risk of too high safe currents is accepted.').waitFor();
    await page.getByRole('button', { name: 'Edit: House connection' }).click();
    await page.locator('#circuit-assumedHouseA').fill('78');
    await page.keyboard.press('Enter');
    await page.locator('[data-circuit=house] .problem', { hasText: 'too much' }).waitFor();
    assert.equal(site.circuit('house')?.assumedHouseA, 78);
  });

  it('leaves the focus with whoever is in a field before the heading is painted', async () => {
    const { page } = await open();
    const focused = await page.evaluate(async () => {
      document.querySelector<HTMLElement>('[aria-label="Edit: House connection"]')?.click();
      const field = () => document.getElementById('circuit-assumedHouseA');
      for (let k = 0; k < 1000 && field() === null; k += 1) await null;
      field()?.focus();
      // After this every effect of the first drawing has run.
      await new Promise((resolve) => setTimeout(resolve, 300));
      return document.activeElement?.id;
    });
    assert.equal(focused, 'circuit-assumedHouseA');
  });

  it('adds a circuit, moves it and removes it, by keyboard alone', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Add a circuit below garage' }).press('Enter');
    await page.locator('#circuit-id').fill('left');
    await page.locator('#circuit-name').fill('Left row');
    await page.locator('#circuit-fuseA').fill('16');
    await page.locator('#circuit-fuseA').press('Enter');
    await page.locator('[data-circuit=garage] [data-circuit=left]').waitFor();
    assert.deepEqual(site.circuit('left'), { id: 'left', name: 'Left row', parent: 'garage', fuseA: 16 });
    await page.getByRole('button', { name: 'Edit: Left row' }).press('Enter');
    await page.locator('#circuit-parent').selectOption('house');
    await page.locator('#circuit-fuseA').press('Enter');
    await page.locator('[data-circuit=garage] [data-circuit=left]').waitFor({ state: 'detached' });
    assert.equal(site.circuit('left')?.parent, 'house');
    await page.getByRole('button', { name: 'Remove: Left row' }).press('Enter');
    await page.locator('[data-circuit=left]').waitFor({ state: 'detached' });
    await page.getByText('Left row: removed.').waitFor();
  });

  it('says why a circuit with charge points is not removed', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Remove: garage' }).click();
    await page.getByText('there is no circuit "garage"').waitFor();
    assert.ok(site.circuit('garage'));
  });

  it('adds a limit by a formula, and asks for the value that holds without it', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Add a limit to garage' }).click();
    await page.locator('#limits-garage-id').fill('evening');
    await page.locator('#limits-garage-value').fill('AVAIL * 100');
    await page.keyboard.press('Enter');
    await page.locator('#limits-garage-fallback-note', { hasText: 'This cannot be saved as it is.' }).waitFor();
    await focusReaches(page, 'id', 'limits-garage-fallback');
    await page.locator('#limits-garage-fallback').fill('4200');
    await page.keyboard.press('Enter');
    await page.locator('[data-circuit=garage] [data-row=evening]').waitFor();
    assert.deepEqual((site.circuit('garage')?.limits as object[] | undefined)?.at(-1), {
      id: 'evening',
      unit: 'W',
      value: 'AVAIL * 100',
      fallback: 4200,
    });
  });

  it('sets up contacts with a table of rows, the guard of the quarter hour, and §14a', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Add contacts' }).click();
    await page.locator('#inputs-id').fill('ripple');
    await page.locator('#inputs-source-lines').fill('17, 18');
    await page.locator('#inputs-table').getByRole('button', { name: 'Add' }).click();
    await page.locator('#inputs-table-0-pattern').fill('10');
    await page.locator('#inputs-table-0-limitA').fill('16');
    await page.locator('#inputs-table').getByRole('button', { name: 'Add' }).click();
    await page.locator('#inputs-table-1-pattern').fill('0x');
    await page.locator('#inputs-table-1-unlimited').check();
    await axe(page, 'contacts form');
    await itFits(page, [320, 1024], 'contacts form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[data-row=ripple]').waitFor();
    assert.deepEqual(site.document.gridInputs, [
      {
        circuit: 'house',
        source: { kind: 'gpio', lines: [17, 18] },
        id: 'ripple',
        table: [
          { pattern: '10', limitA: 16 },
          { pattern: '0x', unlimited: true },
        ],
      },
    ]);
    await page.getByRole('button', { name: 'Add: Quarter-hour peak' }).click();
    await page.locator('#quarterPeak-limitW').fill('9000');
    await page.keyboard.press('Enter');
    await page.locator('[data-single=quarterPeak]', { hasText: '9.0 kW a quarter hour' }).waitFor();
    await page.getByRole('button', { name: 'Edit: garage' }).click();
    await page.locator('#circuit-para14a-mode').selectOption('ems');
    await page.locator('#circuit-para14a-units').getByRole('button', { name: 'Add' }).click();
    await page.locator('#circuit-para14a-units-0-device').selectOption('E1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('garage: changed.').waitFor();
    assert.deepEqual(site.circuit('garage')?.para14a, { mode: 'ems', units: [{ device: 'E1' }] });
  });

  it('fits in German and French', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Edit: garage' }).click();
    for (const language of ['de', 'fr', 'nl'] as const) {
      await speak(page, language);
      await itFits(page, [320, 1024], language);
    }
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
