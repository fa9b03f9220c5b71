import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Role, SiteDocument } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeHouse } from './fake-house.ts';
import { itFits, speak } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';

const plain = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();

describe('the settings about people', () => {
  const under = PageUnderTest.use();

  async function open(house = new FakeHouse(), role: Role = 'administrator') {
    const seen = await under.open({ routes: house.routes(), role });
    await seen.page.locator('.title-bar').waitFor();
    await seen.page.evaluate(() => location.assign('#/settings/people'));
    return { ...seen, house };
  }
  const person = (page: Page, id: string) => page.locator(`[data-user=${id}]`);
  const facts = async (page: Page, id: string) => plain(await person(page, id).locator('.facts').textContent());
  const users = ({ site }: FakeHouse) => site.users ?? [];

  it('lists who charges where, with what, and what is used of the budget, in words beside the bar', async () => {
    const { page, complaints } = await open();
    await person(page, 'anna').getByText('has one').waitFor();
    assert.equal(
      await facts(page, 'anna'),
      'Charges atTesla bayBudget120 kWh a month31.4 kWh of 120 kWh used, 88.6 kWh leftCardsBlue cardPINhas one',
    );
    assert.equal(
      await facts(page, 'noor'),
      'Charges atGuest bay, Second floorBudget50 kWh a week52.1 kWh of 50 kWh used, used up, 2.1 kWh beyondCards04A2B1C1, GuestPINnonePriority5',
    );
    const sessions = person(page, 'noor').getByRole('link', { name: 'Sessions Noor de Vries' });
    assert.equal(await sessions.getAttribute('href'), '#/sessions?user=noor');
    assert.deepEqual(complaints, []);
  });

  it('says what to do while nobody is listed, and leads to giving a card', async () => {
    const { page } = await open(new FakeHouse((site) => ({ ...site, users: [], tags: [] })));
    await page.getByText('Nobody is listed, so everybody may charge.').waitFor();
    await page.getByRole('link', { name: 'Give somebody a card' }).click();
    await page.getByRole('heading', { name: 'Give somebody a card' }).waitFor();
  });

  it('adds a person, says before where a card will be asked for from then on, and takes it back', async () => {
    const house = new FakeHouse((site) => ({ ...site, users: [], tags: [] }));
    const { page } = await open(house);
    await page.getByRole('button', { name: 'Add a person' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A name, please.').waitFor();
    await focusReaches(page, 'id', 'person-name');
    await page.getByLabel('Name').fill('Zoë Müller');
    await page.getByLabel('Only at the charge points ticked here').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Tick at least one charge point.').waitFor();
    await page.getByLabel('Guest bay').check();
    await page.getByText('a card or PIN is asked for at Guest bay, where today every car charges').waitFor();
    await page.getByLabel('How much').selectOption('min');
    await page.getByLabel('Minutes').fill('90,5');
    await page.getByLabel('How often').selectOption('week');
    await page.getByLabel('Priority, 0 to 100').fill('101');
    await page.getByRole('button', { name: 'Save' }).click();
    await focusReaches(page, 'id', 'person-priority');
    await page.getByLabel('Priority, 0 to 100').fill('7');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Zoë Müller is added.').waitFor();
    assert.deepEqual(users(house), [
      {
        ...{ id: 'zoe-muller', name: 'Zoë Müller', chargePoints: ['E2'], priority: 7 },
        budget: { unit: 'min', amount: 90.5, period: 'week' },
      },
    ]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Nobody is listed').waitFor();
    assert.deepEqual(users(house), []);
  });

  it('changes a person and leaves alone what it does not show', async () => {
    const house = new FakeHouse((site) => ({
      ...site,
      users: [{ id: 'anna', name: 'Anna', role: 'viewer', chargePoints: ['E1'], priority: 3, rules: [] }],
      tags: [],
    }));
    const { page } = await open(house);
    await person(page, 'anna').getByRole('button', { name: 'Edit Anna' }).click();
    await page.getByLabel('Everywhere').check();
    await page.getByLabel('Priority, 0 to 100').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Anna is changed.').waitFor();
    assert.deepEqual(users(house), [{ id: 'anna', name: 'Anna', role: 'viewer', chargePoints: [], rules: [] }]);
    await person(page, 'anna').getByRole('button', { name: 'Edit Anna' }).waitFor();
  });

  it('puts what the box refuses at its field, with what was entered', async () => {
    const house = new FakeHouse();
    const { page } = await open(house);
    await person(page, 'anna').getByRole('button', { name: 'Edit Anna' }).click();
    await page.getByLabel('Name').fill('Anna Bakker');
    house.refusesSite = { status: 400, error: 'badSite', message: 'too long', path: 'users[0].name' };
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#person-name-note', { hasText: 'too long' }).waitFor();
    await focusReaches(page, 'id', 'person-name');
    assert.equal(await page.getByLabel('Name').inputValue(), 'Anna Bakker');
  });

  it('tells that somebody else saved meanwhile; mine on top of it keeps both, and the form is done', async () => {
    const house = new FakeHouse();
    const { page } = await open(house);
    await person(page, 'anna').getByRole('button', { name: 'Edit Anna' }).click();
    await page.getByLabel('Name').fill('Anna Bakker');
    house.site = { ...house.site, name: 'Kerkstraat 14' } satisfies SiteDocument;
    house.version += 1;
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else has changed the settings meanwhile: name.').waitFor();
    await page.getByRole('button', { name: 'Save mine on top of it' }).click();
    await person(page, 'anna').getByRole('heading', { name: 'Anna Bakker', exact: true }).waitFor();
    await page.locator('#person-name').waitFor({ state: 'detached' });
    assert.equal(house.site.name, 'Kerkstraat 14');
  });

  it('removes a person with the cards only after a question: a card of nobody would count everywhere', async () => {
    const house = new FakeHouse((site) => ({
      ...site,
      devices: (site.devices ?? []).map((one) => (one.id === 'E2' ? { ...one, fixedTag: 'guest' } : one)),
    }));
    const { page } = await open(house);
    await person(page, 'noor').getByRole('button', { name: 'Remove Noor de Vries' }).click();
    await page.getByText('Remove Noor de Vries and the cards 04A2B1C1, Guest?').waitFor();
    await page.keyboard.press('Escape');
    await focusReaches(page, 'text', ' Remove Noor de Vries');
    assert.equal(users(house).length, 3);
    await person(page, 'noor').getByRole('button', { name: 'Remove Noor de Vries' }).click();
    await page.getByRole('button', { name: 'Yes, remove' }).click();
    await person(page, 'noor').waitFor({ state: 'detached' });
    assert.deepEqual(
      house.site.tags?.map(({ id }) => id),
      ['blue'],
    );
    assert.equal(
      house.site.devices?.some((one) => 'fixedTag' in one),
      false,
    );
  });

  it('sets a PIN, which it never shows, says that one is taken, and takes one away', async () => {
    const { page, house } = await open();
    await person(page, 'noor').getByRole('button', { name: 'PIN Noor de Vries' }).click();
    const field = page.getByLabel('New PIN, 4 to 12 digits');
    await field.fill('12a4');
    await page.getByRole('button', { name: 'Set the PIN' }).click();
    await page.getByText('4 to 12 digits, nothing else.').waitFor();
    await field.fill('1111');
    await page.getByRole('button', { name: 'Set the PIN' }).click();
    await page.getByText('Somebody else has this PIN.').waitFor();
    await focusReaches(page, 'id', 'pin');
    await field.fill('271828');
    await page.getByRole('button', { name: 'Set the PIN' }).click();
    await page.getByText('Noor de Vries has a new PIN.').waitFor();
    assert.deepEqual(house.put.pin, { pin: '271828' });
    await person(page, 'noor').getByText('has one').waitFor();
    await person(page, 'anna').getByRole('button', { name: 'PIN Anna' }).click();
    await page.getByRole('button', { name: 'Take the PIN away' }).click();
    await page.getByText('Anna has no PIN any more.').waitFor();
    assert.match(await facts(page, 'anna'), /PINnone$/);
  });

  it('tops a budget up, and lets what was used no longer count after a question', async () => {
    const { page, house } = await open();
    await person(page, 'noor').getByRole('button', { name: 'Budget Noor de Vries' }).click();
    await page.getByRole('button', { name: 'Top up' }).click();
    await page.getByText('A number above 0.').waitFor();
    await page.getByLabel('kWh on top, this period only').fill('12,5');
    await page.getByRole('button', { name: 'Top up' }).click();
    await page.getByText('12.5 kWh more until the period is over.').waitFor();
    assert.deepEqual(house.put.budget, { kind: 'topUp', unit: 'kWh', amount: 12.5 });
    await person(page, 'noor').getByRole('button', { name: 'Budget Noor de Vries' }).click();
    await page.getByRole('button', { name: 'Start at zero again' }).click();
    await page.getByText('This cannot be undone.').waitFor();
    assert.deepEqual(house.put.budget, { kind: 'topUp', unit: 'kWh', amount: 12.5 });
    await page.locator('.ask').getByRole('button', { name: 'Start at zero again' }).click();
    await page.getByText('What was used so far no longer counts.').waitFor();
    assert.deepEqual(house.put.budget, { kind: 'clear' });
  });

  it('is there for administrators only, and says when there is no site yet', async () => {
    const { page } = await open(new FakeHouse(), 'installer');
    await page.locator('.settings-nav').waitFor();
    assert.equal(await page.getByRole('link', { name: /^People/ }).count(), 0);
    const routes = { 'GET /api/v1/site': () => [404, { error: 'noSite', message: 'x' }] as const };
    const bare = await under.open({ routes });
    await bare.page.locator('.title-bar').waitFor();
    await bare.page.evaluate(() => location.assign('#/settings/people'));
    await bare.page.getByText('This box has no site yet.').waitFor();
  });

  it('is accessible and fits, also in German and French, with each form', async () => {
    const { page } = await open();
    await person(page, 'anna').waitFor();
    await axe(page, 'people');
    await itFits(page, [320, 390, 1024, 1440], 'people');
    await person(page, 'noor').getByRole('button', { name: 'Edit Noor de Vries' }).click();
    await axe(page, 'person');
    for (const language of ['de', 'fr'] as const) {
      await speak(page, language);
      await person(page, 'noor').locator('form').waitFor();
      await itFits(page, [320, 390, 1024, 1440], `person ${language}`);
    }
  });
});
