import assert from 'node:assert/strict';
import { becomes } from './becomes.ts';
import { FakeFirstStart, houseOnly, meterCheck, twoDevices } from './first-start/fake-first-start.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';

const device = { definition: 'keba-p30', address: '10.0.0.21:502' };
describe('the first start, when something goes another way', () => {
  const under = PageUnderTest.use();

  async function open(box: FakeFirstStart, at = '#/start') {
    const seen = await under.open({ routes: box.routes() });
    await seen.page.goto(new URL(at, seen.box.url).href);
    await seen.page.locator('.start, [data-charge-point]').first().waitFor();
    return seen;
  }
  const next = { name: 'Next', exact: true };

  it('asks for the language first, then the password, and leads on by itself', async () => {
    const start = new FakeFirstStart();
    const { page } = await under.open({ claimed: false, signedIn: false, routes: start.routes() });
    await page.getByText('1 of 9').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('html[lang=nl]').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('2 van 9').waitFor();
    await page.getByRole('button', { name: 'Terug' }).click();
    assert.equal(await page.locator('input:checked').getAttribute('value'), 'nl');
    await page.keyboard.press('Enter');
    await page.locator('#password').fill('tulip-Canal-7-quay');
    await page.locator('#repeat').fill('tulip-Canal-7-quay');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Huisaansluiting' }).waitFor();
    assert.equal(new URL(page.url()).hash, '#/start');
    await page.reload();
    await page.getByText('3 van 9').waitFor();
  });

  it('tells whom somebody else was faster in claiming it, and leads to signing in', async () => {
    const taken = { 'POST /api/v1/setup': () => [409, { error: 'claimed', message: 'claimed' }] as const };
    const { page, box } = await under.open({ claimed: false, signedIn: false, routes: taken });
    await page.getByRole('button', next).click();
    await page.locator('#password').fill('tulip-Canal-7-quay');
    await page.locator('#repeat').fill('tulip-Canal-7-quay');
    await page.keyboard.press('Enter');
    await page.getByText('This box already has an owner. Nothing of yours was set.').waitFor();
    box.claimed = true;
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Password of admin').waitFor();
  });

  it('says at each field of the house connection what is missing, and goes to the first', async () => {
    const start = new FakeFirstStart();
    const { page } = await open(start);
    await page.getByRole('button', next).click();
    await focusReaches(page, 'id', 'house-name');
    assert.match((await page.locator('#house-fuseA-note').textContent()) ?? '', /a number from 1 on/);
    await page.locator('#house-name').fill('Dorpsweg 3');
    await page.locator('#house-fuseA').fill('40');
    await page.getByText(/27\.6\s*kW over three phases/).waitFor();
    await page.locator('#house-limit').selectOption('formula');
    await page.locator('#house-formula').fill('55000 * AVAIL / ');
    await page.locator('#house-fallbackW').focus();
    await page.locator('#house-formula-note .problem').waitFor();
    await page.locator('#house-formula').fill('27000 * AVAIL / 100');
    await page.getByRole('button', next).click();
    await page.getByText('4 of 9').waitFor();
    const [circuit] = start.document?.circuits ?? [];
    assert.deepEqual(circuit?.limits, [
      { scope: 'all', unit: 'W', id: 'operator', value: '27000 * AVAIL / 100', fallback: 4200 },
    ]);
    assert.deepEqual(start.document?.variables, [{ name: 'AVAIL', value: 100 }]);
  });

  it('keeps what was typed over a reload, and while the box is away', async () => {
    const start = new FakeFirstStart();
    const { page, box } = await open(start);
    await page.locator('#house-name').fill('Dorpsweg 3');
    await page.locator('#house-fuseA').fill('25');
    await page.reload();
    await page.locator('#house-name').waitFor();
    assert.equal(await page.locator('#house-fuseA').inputValue(), '25');
    box.answers = false;
    await page.getByRole('button', next).click();
    await page.getByText('The box does not answer. Nothing has changed.').waitFor();
    assert.equal(await page.locator('#house-name').inputValue(), 'Dorpsweg 3');
    box.answers = true;
    await page.getByRole('button', next).click();
    await page.getByText('4 of 9').waitFor();
    assert.equal(start.document?.name, 'Dorpsweg 3');
  });

  it('never overwrites a site that somebody else made meanwhile: it asks, and keeps theirs beside ours', async () => {
    const start = new FakeFirstStart();
    const { page } = await open(start);
    await page.locator('#house-name').fill('Dorpsweg 3');
    await page.locator('#house-fuseA').fill('25');
    start.document = twoDevices;
    await page.getByRole('button', next).click();
    await page.getByText('Somebody else has changed the settings meanwhile').waitFor();
    assert.deepEqual(start.document, twoDevices);
    await page.getByRole('button', { name: 'Save mine on top of it' }).click();
    await page.getByText('Somebody else has changed').waitFor({ state: 'detached' });
    assert.deepEqual(
      [start.document.name, start.document.circuits[0]?.fuseA, start.document.devices?.length],
      ['Dorpsweg 3', 25, 2],
    );
  });

  it('shows a refusal of the box at its field', async () => {
    const start = new FakeFirstStart(houseOnly);
    start.refusals['PUT /api/v1/site'] = [400, { error: 'badSite', message: 'too much', path: 'circuits[0].fuseA' }];
    const { page } = await open(start, '#/start/house');
    await page.getByRole('button', next).click();
    await focusReaches(page, 'id', 'house-fuseA');
    await page.getByText('too much').waitFor();
  });

  it('goes on where one was, else at the first step that lacks something', async () => {
    const { page, box } = await open(new FakeFirstStart(houseOnly));
    await page.getByText('4 of 9').waitFor();
    await page.goto(new URL('#/start/gateway', box.url).href);
    await page.getByText('8 of 9').waitFor();
    await page.goto(new URL('#/settings', box.url).href);
    await page.getByRole('link', { name: 'First start' }).click();
    await page.getByText('8 of 9').waitFor();
  });

  it('loses no search by a reload, ends it, and adds what is certain with one press', async () => {
    const start = new FakeFirstStart(houseOnly);
    start.next = { ...start.next, state: 'running' };
    const { page } = await open(start, '#/start/find');
    await page.locator('.scan-start button').first().click();
    await page.getByText('10.0.0.20:502 1').waitFor();
    await page.reload();
    await page.locator('.scan-progress progress').waitFor();
    await page.locator('.scan-progress button').click();
    await page.locator('[data-again]').waitFor();
    await page.getByRole('button', { name: 'Add the new one' }).click();
    await page.locator('[data-device=E1]').waitFor();
    assert.deepEqual(
      start.document?.devices?.map(({ id, definition, address }) => [id, definition, address]),
      [['E1', 'keba-p30', '10.0.0.20:502']],
    );
    await page.getByText('Add the new one').waitFor({ state: 'detached' });
  });

  it('says that a search was forgotten by a box that was restarted in the middle', async () => {
    const start = new FakeFirstStart(houseOnly);
    start.next = { ...start.next, state: 'running' };
    const { page } = await open(start, '#/start/find');
    await page.locator('.scan-start button').first().click();
    await page.locator('.scan-progress progress').waitFor();
    start.scan = undefined;
    await page.locator('.scan-start').waitFor();
    assert.match((await page.locator('[role=alert] .problem').first().textContent()) ?? '', /restart/);
  });

  it('keeps the entry of a device that vanished after it was found', async () => {
    const start = new FakeFirstStart(houseOnly);
    const { page } = await open(start, '#/start/find');
    await page.locator('.scan-start button').first().click();
    await page.locator('[data-found] .main-button').click();
    await page.locator('#device-name').fill('Carport');
    start.next = { state: 'failed', found: [], message: 'E1 does not answer' };
    await page.locator('.test-read button').click();
    await page.locator('.test-read .problem').waitFor();
    assert.equal(await page.locator('#device-name').inputValue(), 'Carport');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('[data-device=E1]').waitFor();
  });

  it('takes a device beside one that stands at its own usual unit id', async () => {
    const lines = [{ id: 'gw1', kind: 'rtu-over-tcp', address: '10.0.0.5:4001' }] as const;
    const keba = { id: 'E1', name: 'Carport', definition: 'keba-p30', line: 'gw1' };
    const start = new FakeFirstStart({ ...houseOnly, lines: [...lines], devices: [keba] });
    const { page } = await open(start, '#/start/find');
    await page.locator('#product-search').fill('heidelberg');
    await page.locator('[data-product=heidelberg]').click();
    // The KEBA, at 255 as usual, is not in the way of unit id 1; where it is, that is said.
    await page.locator('#device-unitId').fill('255');
    await page.locator('#device-unitId-note .problem').waitFor();
    await page.locator('#device-unitId').fill('1');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('[data-device=E2]').waitFor();
  });

  it('gives names, roles and phases, and shows what is refused at its device', async () => {
    const start = new FakeFirstStart({
      ...twoDevices,
      devices: [
        { id: 'M1', definition: 'eastron-sdm630' },
        { id: 'E1', ...device },
      ],
    });
    const { page } = await open(start);
    await page.getByText('6 of 9').waitFor();
    assert.equal(await page.locator('#role-M1').inputValue(), 'grid');
    await page.locator('#name-E1').fill('Carport');
    await page.locator('#phases-E1').selectOption('L2L3L1');
    start.refusals['PUT /api/v1/site'] = [400, { error: 'badSite', message: 'no', path: 'devices[1].phases' }];
    await page.getByRole('button', next).click();
    await focusReaches(page, 'id', 'phases-E1');
    start.refusals = {};
    await page.getByRole('button', next).click();
    await page.getByText('7 of 9').waitFor();
    assert.deepEqual(
      start.document?.devices?.map(({ name, role, phases }) => [name, role, phases]),
      [
        ['M1', 'grid', 'L1L2L3'],
        ['Carport', 'chargePoint', 'L2L3L1'],
      ],
    );
  });

  it('guides through the check of the meter and takes its offer over with one press', async () => {
    const start = new FakeFirstStart(twoDevices);
    const { page } = await open(start, '#/start/check');
    await page.locator('#load-M1').selectOption('L2');
    await page.getByRole('button', { name: 'Begin the check' }).first().click();
    await becomes(() => start.last('POST /api/v1/checks'), { kind: 'meter', device: 'M1', loadPhase: 'L2' });
    start.check = { ...meterCheck, code: 'switchOn' };
    await page.getByText('Switch the load on now.').waitFor();
    await page.reload();
    await page.getByText('Switch the load on now.').waitFor();
    const step = { chargePoint: null, loadA: null, meterA: [-7, 0, 0] };
    start.check = {
      ...{ ...meterCheck, status: 'found', code: 'signInverted', sign: [-1, null, null], ratio: [1, null, null] },
      ...{
        phases: ['L2', null, null],
        confidence: 1,
        siteChange: { factor: -1 },
        steps: [step, step, step, step, step],
      },
    };
    await page.getByText('Import is counted as export.').waitFor();
    await page.getByText('factor 1, turned round, not 1').waitFor();
    await page.getByRole('button', { name: 'Take it over' }).click();
    await page.getByText('Check again to be sure').waitFor();
    assert.equal(start.document?.devices?.[0]?.factor, -1);
  });

  it('says that a check was forgotten, or that another one runs', async () => {
    const start = new FakeFirstStart(twoDevices);
    start.refusals['POST /api/v1/checks'] = [409, { error: 'checkRuns', message: 'another' }];
    const { page } = await open(start, '#/start/check');
    const begin = page.getByRole('button', { name: 'Begin the check' }).first();
    await begin.click();
    await page.getByText('Another check is running.').waitFor();
    start.refusals = {};
    await begin.click();
    await page.getByText('Runs: the load is settling.').waitFor();
    start.check = undefined;
    await page.getByText('The box was restarted and has forgotten the check.').waitFor();
  });

  it('ends with what is missing, each with the way to its place', async () => {
    const { page, box } = await open(new FakeFirstStart(twoDevices), '#/start/done');
    await page.locator('[data-missing=noGateway]').waitFor();
    const missing = await page
      .locator('[data-missing]')
      .evaluateAll((all) =>
        all.map((one) => [(one as HTMLElement).dataset.missing, one.querySelector('a')?.getAttribute('href')]),
      );
    assert.deepEqual(missing, [
      ['notChecked', '#/start/check'],
      ['noLimit', '#/start/house'],
      ['noGateway', '#/start/gateway'],
    ]);
    await page.locator('[data-missing=noLimit] a').click();
    await page.getByText('3 of 9').waitFor();
    await page.goto(new URL('#/', box.url).href);
    await page.locator('[data-charge-point]').first().waitFor();
    assert.equal(await page.getByText('Not set up yet').count(), 0);
  });

  it('is not for whoever may not change the site', async () => {
    const { page } = await under.open({ role: 'viewer', routes: new FakeFirstStart(houseOnly).routes() });
    await page.goto(`${page.url()}#/start`);
    await page.locator('[data-charge-point]').first().waitFor();
    assert.equal(await page.locator('.start').count(), 0);
  });
});
