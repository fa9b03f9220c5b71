import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axe } from './axe.ts';
import { becomes } from './becomes.ts';
import { FakeHouse } from './fake-house.ts';
import { itFits, speak } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

const plain = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();
const sample = sampleState(new Date('2026-11-28T12:00:00Z'));
const state = { ...sample, site: { ...sample.site, timezone: 'Europe/Amsterdam' } };

describe('the settings about cards', () => {
  const under = PageUnderTest.use();

  async function open(house = new FakeHouse(), hash = '#/settings/cards') {
    const seen = await under.open({ state, routes: house.routes() }, { timezoneId: 'America/New_York' });
    await seen.page.locator('.title-bar').waitFor();
    await seen.page.evaluate((to) => location.assign(to), hash);
    return { ...seen, house };
  }
  const card = (page: Page, id: string) => page.locator(`[data-card="${id}"]`);
  const tag = (house: FakeHouse, id: string) => house.site.tags?.find((one) => one.id === id);

  it('lists each card: whose, what it does in words, until when', async () => {
    const { page, complaints } = await open();
    await card(page, 'guest').waitFor();
    assert.equal(
      plain(await card(page, 'guest').locator('.facts').textContent()),
      'WhoseNoor de VriesBudget50 kWh a weekNumber04A2B1C2Doeslets the car charge; has a budget of its own: 20 kWh a dayCounts until6 Dec, 23:59Uses3 times in all',
    );
    assert.match(plain(await card(page, 'noors').textContent()), /^04A2B1C1.*lets the car charge; at most 10 A/);
    assert.deepEqual(complaints, []);
  });

  it('gives a neighbour a card with 50 kWh a month: card, name, how much, one save, one undo', async () => {
    const house = new FakeHouse((site) => ({ ...site, users: [], tags: [] }));
    const { page, box } = await open(house);
    await page.getByText('No card is known.').waitFor();
    await page.getByRole('button', { name: 'Give somebody a card' }).click();
    await page.getByLabel('Number of the card').fill('04:A2:B1:C9');
    await page.getByLabel('Name of the person').fill('Mehmet');
    await page.getByLabel('kWh', { exact: true }).fill('50');
    await page.getByText('From then on a card or PIN is asked for at Tesla bay, Guest bay').waitFor();
    await page.getByRole('button', { name: 'Give the card' }).click();
    await page.getByText('Until now every car charges at Tesla bay, Guest bay').waitFor();
    assert.equal(box.calls.includes('PUT /api/v1/site'), false);
    await page.getByRole('button', { name: 'Give the card all the same' }).click();
    await page.getByText('Mehmet can charge with the card now.').waitFor();
    assert.deepEqual(house.site.users, [
      { id: 'mehmet', name: 'Mehmet', chargePoints: [], budget: { unit: 'kWh', amount: 50, period: 'month' } },
    ]);
    assert.deepEqual(house.site.tags, [{ id: 'mehmet', uid: '04:A2:B1:C9', user: 'mehmet', functions: ['authorise'] }]);
    assert.equal(box.calls.filter((call) => call === 'PUT /api/v1/site').length, 1);
    await card(page, 'mehmet').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('No card is known.').waitFor();
    assert.deepEqual([house.site.users, house.site.tags], [[], []]);
  });

  it('reads the number from an unknown card that is shown, with a countdown, and stops when told', async () => {
    const { page, house, box } = await open(undefined, '#/settings/cards/give');
    await page.getByRole('button', { name: 'Read it from the card' }).click();
    await page.getByText(/Hold the card to the reader of a charge point now\. \d+.s left\./).waitFor();
    await page.getByRole('button', { name: 'Stop reading' }).click();
    await page.getByRole('button', { name: 'Read it from the card' }).click();
    await page.getByText('Hold the card').waitFor();
    await becomes(() => box.calls.filter((call) => call === 'DELETE /api/v1/tags/learn').length, 1);
    house.learned = '04FFEEDD';
    await page.getByText('The card 04FFEEDD was read.').waitFor();
    assert.equal(await page.getByLabel('Number of the card').inputValue(), '04FFEEDD');
  });

  it('says that no card came', async () => {
    const { page, house } = await open(undefined, '#/settings/cards/give');
    await page.getByRole('button', { name: 'Read it from the card' }).click();
    await page.getByText('Hold the card').waitFor();
    house.learning = false;
    await page.getByText('No unknown card came within a minute.').waitFor();
  });

  it('gives one more card to somebody, whose budget and places stand there already', async () => {
    const { page, house } = await open(undefined, '#/settings/cards/give');
    await page.getByLabel('Number of the card').fill('04a2b1c0');
    await page.getByLabel('Whose card is it').selectOption('noor');
    await page.getByText('This holds for Noor de Vries with every card.').waitFor();
    assert.equal(await page.getByLabel('kWh', { exact: true }).inputValue(), '50');
    await page.getByRole('button', { name: 'Give the card' }).click();
    await page.getByText('This card is known already: Blue card.').waitFor();
    await focusReaches(page, 'id', 'uid');
    await page.getByLabel('Number of the card').fill('04A2B1D0');
    await page.getByLabel('kWh', { exact: true }).fill('60');
    await page.getByRole('button', { name: 'Give the card' }).click();
    await page.getByText('Noor de Vries can charge with the card now.').waitFor();
    assert.deepEqual(tag(house, 'noor'), { id: 'noor', uid: '04A2B1D0', user: 'noor', functions: ['authorise'] });
    const noor = house.site.users?.find(({ id }) => id === 'noor');
    assert.deepEqual(noor?.budget, { unit: 'kWh', amount: 60, period: 'week' });
    assert.deepEqual([noor?.chargePoints, noor?.priority], [['E2', 'E4'], 5]);
  });

  it('gives a guest a card with an end and a budget of its own', async () => {
    const { page, house } = await open(undefined, '#/settings/cards/give');
    await page.getByLabel('Number of the card').fill('AABBCCDD');
    await page.getByLabel('Whose card is it').selectOption('-');
    await page.getByText('A card of nobody in particular counts at every charge point.').waitFor();
    await page.getByLabel('kWh', { exact: true }).fill('20');
    await page.getByText('Where, and until when').click();
    await page.getByLabel('Last day, for a guest').fill('2026-11-27');
    await page.getByRole('button', { name: 'Give the card' }).click();
    await page.getByText('This day is over.').waitFor();
    await page.getByLabel('Last day, for a guest').fill('2026-12-06');
    await page.getByRole('button', { name: 'Give the card' }).click();
    await page.getByText('The guest can charge with the card now.').waitFor();
    assert.deepEqual(tag(house, 'guest-2'), {
      ...{ id: 'guest-2', uid: 'AABBCCDD', functions: ['authorise', 'budget:20kWh/month'] },
      validUntil: '2026-12-06T22:59:59.000Z',
    });
    await page.getByText('Anna, card AABBCCDD').waitFor();
  });

  it('blocks a card and lets it count again', async () => {
    const { page, house } = await open();
    await card(page, 'blue').getByRole('button', { name: 'Block Blue card' }).click();
    await page.getByText('The card Blue card no longer counts.').waitFor();
    await card(page, 'blue').getByText('blocked').waitFor();
    assert.equal(tag(house, 'blue')?.validUntil, state.at);
    await card(page, 'blue').getByRole('button', { name: 'Let it count again Blue card' }).click();
    await page.getByText('The card Blue card counts again.').waitFor();
    assert.equal(tag(house, 'blue')?.validUntil, undefined);
  });

  it('changes what a card does, keeps what it does not know and the hour of an end that was not touched', async () => {
    const house = new FakeHouse((site) => ({
      ...site,
      outputs: [{ id: 'bell', target: 'http://10.0.0.9', send: [] }] as never,
      tags: (site.tags ?? []).map((one) =>
        one.id === 'guest' ? { ...one, functions: ['authorise', 'budget:+5kWh', 'dance:often'] } : one,
      ),
    }));
    const { page } = await open(house);
    await card(page, 'guest').getByText('tops the budget up by 5 kWh; dance:often').waitFor();
    await card(page, 'guest').getByRole('button', { name: 'Edit Guest' }).click();
    await page.getByRole('button', { name: 'Take away: Lets the car charge' }).click();
    await page.getByLabel('Add something that it does').selectOption('current');
    await page.getByLabel('Current, A').fill('5');
    await page.getByLabel('Add something that it does').selectOption('output');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('0, or 6 and more; a smaller current no car takes.').waitFor();
    await page.getByText('Choose one.').waitFor();
    await page.getByLabel('Current, A').fill('6,5');
    await page.getByLabel('Output', { exact: true }).selectOption('bell');
    await page.getByLabel('How often it may be used in all').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The card Guest is changed.').waitFor();
    assert.deepEqual(tag(house, 'guest'), {
      ...{ id: 'guest', uid: '04A2B1C2', name: 'Guest', user: 'noor', validUntil: '2026-12-06T23:59:59+01:00' },
      functions: ['budget:+5kWh', 'current:6.5', 'output:bell', 'dance:often'],
    });
  });

  it('removes a card, which can be undone, and asks first when it is the fixed one of a charge point', async () => {
    const { page, house } = await open();
    await page.getByLabel('Card that counts at Guest bay if nothing is shown').selectOption('guest');
    await page.getByText('Changed what happens at Guest bay if nothing is shown.').waitFor();
    assert.equal(house.site.devices?.find(({ id }) => id === 'E2')?.fixedTag, 'guest');
    await card(page, 'noors').getByRole('button', { name: 'Remove 04A2B1C1' }).click();
    await card(page, 'noors').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await card(page, 'noors').waitFor();
    await card(page, 'guest').getByRole('button', { name: 'Remove Guest' }).click();
    await page.getByText('It is the fixed card of Guest bay; it is taken out there too.').waitFor();
    await page.locator('.ask').getByRole('button', { name: 'Remove' }).click();
    await card(page, 'guest').waitFor({ state: 'detached' });
    assert.equal(house.site.devices?.find(({ id }) => id === 'E2')?.fixedTag, undefined);
  });

  it('makes buttons of cards that are to be buttons, at the charge points where they count', async () => {
    const house = new FakeHouse((site) => ({
      ...site,
      tags: (site.tags ?? []).map((one) => ({ ...one, functions: ['authorise', 'button:green'] })),
    }));
    const shown: unknown[] = [];
    const routes = {
      ...house.routes(),
      'POST /api/v1/charge-points/E1/authorise': (body: unknown) => {
        shown.push(body);
        return shown.length === 1
          ? ([409, { error: 'occupied', message: 'x' }] as const)
          : ([200, { chargePoint: 'E1', user: 'anna', tag: 'blue', authorised: true, budget: null }] as const);
      },
    };
    const { page } = await under.open({ state, routes });
    await page.locator('.title-bar').waitFor();
    await page.evaluate(() => location.assign('#/point/E1'));
    await page.getByRole('button', { name: 'Who charges' }).click();
    const buttons = page.locator('.card-buttons button');
    await buttons.first().waitFor();
    assert.deepEqual((await buttons.allTextContents()).map(plain), ['Blue card']);
    await buttons.first().click();
    await page.getByText('Somebody else charges here. Nothing has changed.').waitFor();
    await buttons.first().click();
    await page.getByText('The card Blue card was shown.').waitFor();
    assert.deepEqual(shown, [{ tag: '04A2B1C0' }, { tag: '04A2B1C0' }]);
  });

  it('shows where a card is asked for, and who may charge there', async () => {
    const { page } = await open(
      new FakeHouse((site) => ({ ...site, users: (site.users ?? []).slice(0, 1), tags: [] })),
    );
    await page.locator('[data-row=E1]').waitFor();
    assert.match(plain(await page.locator('[data-row=E1]').textContent()), /^Tesla bay asks for a card or PINAnna/);
    assert.match(plain(await page.locator('[data-row=E2]').textContent()), /^Guest bay charges every careverybody/);
  });

  it('is accessible and fits, also in German and French, with each form', async () => {
    const { page } = await open();
    await card(page, 'guest').waitFor();
    await axe(page, 'cards');
    await card(page, 'guest').getByRole('button', { name: 'Edit Guest' }).click();
    await axe(page, 'card');
    await speak(page, 'de');
    await card(page, 'guest').locator('form').waitFor();
    await itFits(page, [320, 390, 1024, 1440], 'card de');
    await page.evaluate(() => location.assign('#/settings/cards/give'));
    await page.locator('#give-name').waitFor();
    await page.locator('summary').click();
    await axe(page, 'give');
    await speak(page, 'fr');
    await page.locator('#give-name').waitFor();
    await itFits(page, [320, 390, 1024, 1440], 'give fr');
  });
});
