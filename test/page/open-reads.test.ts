import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { fakePoint } from './fake-point.ts';
import { PageUnderTest } from './page-under-test.ts';

const wallLine = 'To leave this on a wall, switch on “Reading without signing in”';

describe('the page where reads are open', () => {
  const under = PageUnderTest.use();

  /** On a box whose reads are open, nobody signed in. */
  async function open(hash = '') {
    const seen = await under.open({ signedIn: false, password: 'right as rain', routes: fakePoint('E2').routes });
    seen.box.openReads = true;
    await seen.page.goto('about:blank');
    await seen.page.goto(`${seen.box.url}${hash}`);
    await seen.page.locator('[data-charge-point]').first().waitFor();
    return seen;
  }

  it('opens without a password; what needs one is not offered, and axe finds nothing', async () => {
    const { page, box } = await open();
    assert.deepEqual(
      await page.locator('#screens a').evaluateAll((all) => all.map((one) => one.getAttribute('href'))),
      ['#/', '#/history'],
    );
    assert.equal(await page.locator('.strip').count(), 1);
    assert.equal(await page.locator('a[href^="#/grid"]').count(), 0);
    await axe(page, 'open reads');
    await page.evaluate(() => location.assign('#/settings'));
    await page.locator('[data-charge-point]').first().waitFor();
    assert.equal(box.calls.includes('GET /api/v1/site'), false);
    assert.equal(box.calls.includes('GET /api/v1/grid/limits'), false);
  });

  it('leads to the form and back at the foot, and by the password to everything', async () => {
    const { page } = await open();
    await page.locator('.foot').getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Password of admin').waitFor();
    assert.equal(await page.getByText(wallLine).count(), 0);
    assert.equal(await page.locator('[data-charge-point]').count(), 0);
    await page.getByRole('button', { name: 'Go on without signing in' }).click();
    await page.locator('[data-charge-point]').first().waitFor();
    await page.locator('.foot').getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Password of admin').fill('right as rain');
    await page.keyboard.press('Enter');
    await page.locator('#screens a[href="#/settings"]').waitFor({ state: 'attached' });
    await page.locator('.foot').getByRole('button', { name: 'Sign out' }).click();
    await page.locator('.foot').getByRole('button', { name: 'Sign in' }).waitFor();
    await page.locator('[data-charge-point]').first().waitFor();
  });

  it('shows the wall, and goes on showing it when a session ends there', async () => {
    const { page, box } = await open('#/?wall=1');
    box.signedIn = true;
    await page.reload();
    await page.locator('.wall [data-charge-point]').first().waitFor();
    box.signedIn = false;
    box.dropStreams();
    await page.locator('.foot button', { hasText: 'Sign in' }).waitFor({ state: 'attached' });
    await page.locator('.wall [data-charge-point]').first().waitFor();
    assert.equal(await page.getByLabel('Password of admin').count(), 0);
  });

  it('keeps what somebody types where a session ends, behind the form, with a way on without it', async () => {
    const { page, box } = await open();
    box.signedIn = true;
    await page.goto(`${box.url}#/point/E2`);
    await page.reload();
    await page.locator('.foot').getByRole('button', { name: 'Sign out' }).waitFor();
    await page.locator('.point-columns').waitFor();
    box.signedIn = false;
    box.dropStreams();
    await page.getByText('Your session has ended.').waitFor();
    await page.getByRole('button', { name: 'Go on without signing in' }).click();
    await page.locator('.foot').getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('closes when reads are closed, keeping no value, and does not speak of a session', async () => {
    const { page, box } = await open();
    box.openReads = false;
    box.dropStreams();
    await page.getByLabel('Password of admin').waitFor();
    assert.equal(await page.locator('[data-charge-point]').count(), 0);
    assert.equal(await page.getByText('Your session has ended.').count(), 0);
  });
});

describe('the wall display where reads are closed', () => {
  const under = PageUnderTest.use();

  for (const locale of ['en-GB', 'nl-NL', 'de-DE', 'fr-FR'])
    it(`says in one line what to switch on, and opens by itself when it is, in ${locale}`, async () => {
      const { page, box } = await under.open({ signedIn: false }, { locale });
      await page.clock.install();
      await page.goto('about:blank');
      await page.goto(`${box.url}#/?wall=1`);
      await page.locator('#password').waitFor();
      const line = page.locator('.gate > p.soft');
      assert.equal(await line.count(), 1);
      if (locale === 'en-GB') assert.ok((await line.textContent())?.startsWith(wallLine));
      box.openReads = true;
      await page.clock.fastForward(16_000);
      await page.locator('.wall [data-charge-point]').first().waitFor();
    });
});
