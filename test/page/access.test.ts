import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Role } from '../../firmware/api/shapes.ts';
import { de } from '../../web/words/access/de.ts';
import { en } from '../../web/words/access/en.ts';
import { fr } from '../../web/words/access/fr.ts';
import { nl } from '../../web/words/access/nl.ts';
import { axe } from './axe.ts';
import { becomes } from './becomes.ts';
import { itSaysAll } from './dictionaries.ts';
import { FakeAccess } from './fake-access.ts';
import { itFits, speak } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of access', () => {
  const under = PageUnderTest.use();

  async function open(access = new FakeAccess(), role: Role = 'administrator') {
    const seen = await under.open({ state: sampleState(), routes: access.routes(), role });
    access.box = seen.box;
    await seen.page.goto(new URL('#/settings/access', seen.box.url).href);
    return { ...seen, access };
  }

  describe('the password', () => {
    it('is changed with the old one, and whoever changes it stays signed in', async () => {
      const { page, access, box, complaints } = await open();
      await page.locator('#password-current').fill('correct horse');
      await page.locator('#password-next').fill('tulip Canal 7 quay');
      await page.locator('#password-repeat').fill('tulip Canal');
      await page.keyboard.press('Enter');
      await focusReaches(page, 'id', 'password-repeat');
      await page.locator('#password-repeat').fill('tulip Canal 7 quay');
      await page.keyboard.press('Enter');
      await page.getByText('Changed. Every other browser was signed out.').waitFor();
      assert.equal(access.password, 'tulip Canal 7 quay');
      assert.equal(box.signedIn, true);
      assert.equal(await page.locator('#password-current').inputValue(), '');
      assert.deepEqual(complaints, []);
    });

    it('is not changed with a wrong one or to a weak one; the focus stands where it is wrong', async () => {
      const { page } = await open();
      await page.locator('#password-current').fill('wrong');
      for (const field of ['next', 'repeat']) await page.locator(`#password-${field}`).fill('1234567890');
      await page.keyboard.press('Enter');
      await page.getByText('This is not the current password.').waitFor();
      await focusReaches(page, 'id', 'password-current');
      await page.locator('#password-current').fill('correct horse');
      await page.keyboard.press('Enter');
      await page.getByText('This password is easy to guess.').waitFor();
      await focusReaches(page, 'id', 'password-next');
    });
  });

  it('says who is signed in, and signs the others out after a question', async () => {
    const { page } = await open();
    const panel = page.locator('section', { has: page.locator('#browsers') });
    await panel.getByText('this browser').waitFor();
    await panel.getByText('Without a password nobody sees anything.').waitFor();
    await panel.getByRole('button', { name: 'Sign out all others …' }).click();
    await focusReaches(page, 'text', 'Cancel');
    await panel.getByRole('button', { name: 'Sign out', exact: true }).click();
    await panel.getByText('Every other browser was signed out.').waitFor();
    await becomes(() => panel.locator('tbody tr').count(), 1);
  });

  it('warns where anybody in the network sees the start page', async () => {
    const access = new FakeAccess();
    access.openReads = true;
    const { page } = await open(access);
    await page.locator('.warning', { hasText: 'Anybody in this network sees the start page' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Change this' }).getAttribute('href'), '#/settings/general');
  });

  it('makes a token for a time, shows it once, and takes it away again', async () => {
    const { page, access } = await open();
    await page.locator('[data-row=old-ems]', { hasText: 'over' }).waitFor();
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.locator('#token-name').fill('Home');
    await page.keyboard.press('Enter');
    await focusReaches(page, 'id', 'token-name');
    await page.locator('#token-name').fill('old-ems');
    await page.keyboard.press('Enter');
    await page.getByText('There is a token of this name.').waitFor();
    await page.locator('#token-name').fill('ems');
    await page.locator('#token-role').selectOption('user');
    await page.locator('#token-expires').fill('2001-01-01');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('A day that is not over.').last().waitFor();
    await page.locator('#token-expires').fill('2099-01-01');
    await axe(page, 'token form');
    await itFits(page, [320, 1024], 'token form');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('#token-text').waitFor();
    assert.equal(await page.locator('#token-text').inputValue(), 'nw_canary-token');
    await axe(page, 'shown once');
    assert.match(access.tokens.at(-1)?.expires ?? '', /^(2099-01-01|2099-01-02|2098-12-31)T/);
    await page.getByRole('button', { name: 'I have it' }).click();
    assert.ok(!(await page.content()).includes('nw_canary-token'));
    await page.getByRole('button', { name: 'Take away: ems' }).click();
    await focusReaches(page, 'text', 'Cancel');
    await page.getByRole('button', { name: 'Take away', exact: true }).last().click();
    await page.getByText('“ems” was taken away.').waitFor();
    assert.deepEqual(
      access.tokens.map(({ name }) => name),
      ['home-automation', 'old-ems'],
    );
  });

  it('says what to do where no program has a token', async () => {
    const access = new FakeAccess();
    access.tokens = [];
    const { page } = await open(access);
    await page.getByText('No program has a token. Make one for').waitFor();
  });

  it('shows what was done, older rows by a press, a search, and all of it as CSV without formulas', async () => {
    const { page } = await open();
    const panel = page.locator('section', { has: page.locator('#audit') });
    const rows = panel.locator('tbody tr');
    await panel.locator('[data-row="450"]').waitFor();
    assert.equal(await rows.count(), 200);
    await panel.locator('[data-row="448"]', { hasText: 'clock not set' }).waitFor();
    for (const last of [51, 1]) {
      await panel.getByRole('button', { name: 'Older rows' }).click();
      await panel.locator(`[data-row="${last}"]`).waitFor();
    }
    await panel.getByText('These are all rows.').waitFor();
    assert.equal(await rows.count(), 450);
    const waits = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'CSV' }).click();
    const csv = readFileSync(await (await waits).path(), 'utf8');
    assert.equal(csv.trim().split('\r\n').length, 451);
    assert.ok(csv.includes(`"'=HYPERLINK(""x"")"`));
    await panel.locator('#audit-part').fill('ADMIN');
    assert.equal(await rows.count(), 150);
    await panel.locator('#audit-part').fill('nothing like this');
    await panel.getByText('No row has this.').waitFor();
  });

  it('is not there for who may not', async () => {
    const { page, box } = await open(new FakeAccess(), 'installer');
    await page.getByRole('link', { name: /^The box/ }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Access' }).count(), 0);
    assert.ok(!box.calls.some((call) => /tokens|audit|browsers/.test(call)));
  });

  it('fits in four languages', async () => {
    const { page } = await open();
    await page.locator('[data-row="450"]').waitFor();
    await axe(page, 'closed');
    for (const language of ['nl', 'de', 'fr', 'en'] as const) {
      await speak(page, language);
      await page.locator(`[data-row="450"] td >> nth=1`).waitFor();
      await itFits(page, [320, 1440], language);
    }
  });
});

describe('the words of the section of access', () => {
  itSaysAll({ en, de, nl, fr }, ['tokens\\.caption']);
});
