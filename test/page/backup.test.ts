import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Role } from '../../firmware/api/shapes.ts';
import { de } from '../../web/words/backup/de.ts';
import { en } from '../../web/words/backup/en.ts';
import { fr } from '../../web/words/backup/fr.ts';
import { nl } from '../../web/words/backup/nl.ts';
import { axe } from './axe.ts';
import { itSaysAll } from './dictionaries.ts';
import { FakeBackups, filePassword } from './fake-backups.ts';
import { itFits, speak } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of backups', () => {
  const under = PageUnderTest.use();

  async function open(backups = new FakeBackups(), role: Role = 'administrator') {
    const seen = await under.open({ state: sampleState(), routes: backups.routes(), role });
    await seen.page.goto(new URL('#/settings/backup', seen.box.url).href);
    return { ...seen, backups };
  }
  type Seen = Awaited<ReturnType<typeof open>>;

  const choose = ({ page }: Seen, bytes = 1_500_000) =>
    page.locator('input[type=file]').setInputFiles({
      ...{ name: 'netwacht.age', mimeType: 'application/octet-stream', buffer: Buffer.alloc(bytes, 7) },
    });
  async function look(seen: Seen): Promise<void> {
    await choose(seen);
    await seen.page.getByText('A backup file of 1.5 MB lies on the box').waitFor();
    await seen.page.locator('#restore-password').fill(filePassword);
    await seen.page.keyboard.press('Enter');
    await seen.page.getByRole('heading', { name: 'What is in this file' }).waitFor();
  }

  describe('making one', () => {
    it('asks for a password twice, says why, and gives the file under its name', async () => {
      const { page, backups, complaints } = await open();
      await page.getByText('nobody can open the file without it').waitFor();
      await page.locator('#backup-password').fill(filePassword);
      await page.locator('#backup-repeat').fill('Harbour 9');
      await page.keyboard.press('Enter');
      await focusReaches(page, 'id', 'backup-repeat');
      assert.deepEqual(backups.made, []);
      await page.locator('#backup-repeat').fill(filePassword);
      const waits = page.waitForEvent('download');
      await page.keyboard.press('Enter');
      const download = await waits;
      assert.equal(download.suggestedFilename(), 'netwacht-5566aa-20261128-1204.age');
      assert.match(readFileSync(await download.path(), 'latin1'), /^age-encryption\.org\/v1\nx{300000}$/);
      await page.getByText('(0.3 MB) is in your downloads').waitFor();
      // Nothing of it stays in the page.
      assert.equal(await page.locator('#backup-password').inputValue(), '');
      assert.deepEqual(backups.made, [{ password: filePassword }]);
      assert.deepEqual(complaints, []);
    });

    it('says what the box says against a password, in plain words', async () => {
      const { page, backups } = await open();
      backups.refusal = { status: 400, error: 'weakPassword', message: 'x' };
      for (const field of ['#backup-password', '#backup-repeat']) await page.locator(field).fill('1234567890');
      await page.getByRole('button', { name: 'Make the backup' }).click();
      await page.getByText('This password is easy to guess').waitFor();
    });
  });

  describe('restoring', () => {
    it('shows what is in the file and what goes, asks for the keys and then once more, and waits over the restart', async () => {
      const seen = await open();
      const { page, backups, box } = seen;
      await look(seen);
      const inside = page.locator('article');
      const text = plain(await inside.textContent());
      assert.match(text, /Settings ofKerkstraat 12/);
      assert.match(text, /Charging sessions1,231/);
      assert.match(text, /“Old house” on this box are replaced/);
      assert.match(text, /channels are not in the file and go: emt9/);
      assert.ok(!text.includes('OCPP backends are not'));
      await axe(page, 'inside');
      await itFits(page, [320, 1024], 'inside');
      await page.getByRole('button', { name: 'Restore …' }).click();
      await focusReaches(page, 'id', 'restore-keys');
      await page.locator('#restore-keys').selectOption('take');
      await page.getByRole('button', { name: 'Restore …' }).click();
      await focusReaches(page, 'text', 'Cancel');
      assert.deepEqual(backups.restored, []);
      await page.getByRole('button', { name: 'Restore and restart' }).click();
      await page.getByText('The box restarts with what was restored').waitFor();
      assert.deepEqual(backups.restored, [{ password: filePassword, restore: true, keys: true }]);
      box.answers = false;
      await page.getByText('No answer for').waitFor();
      backups.finish();
      box.answers = true;
      await page.getByText('Restored: “Kerkstraat 12”.').waitFor();
      assert.match(
        plain(await page.locator('section', { has: page.locator('#last-restore') }).textContent()),
        /1,200 added, 31 were here already.*those of the backup/,
      );
    });

    it('goes on waiting after a reload', async () => {
      const seen = await open();
      const { page, backups } = seen;
      backups.effect = {
        ...backups.effect,
        asksForKeys: false,
        replacesSite: null,
        channelsGone: [],
        variablesKept: 0,
      };
      await look(seen);
      await page.getByText('This box has no settings yet').waitFor();
      await page.getByRole('button', { name: 'Restore …' }).click();
      await page.getByRole('button', { name: 'Restore and restart' }).click();
      await page.getByText('The box restarts with what was restored').waitFor();
      await page.reload();
      await page.getByText('The box restarts with what was restored').waitFor();
      backups.finish();
      await page.getByText('The last restore').waitFor();
    });

    it('says that the password is wrong and keeps the file, and when there were too many', async () => {
      const seen = await open();
      const { page, backups } = seen;
      await choose(seen);
      await page.locator('#restore-password').fill('wrong');
      await page.keyboard.press('Enter');
      await page.getByText('This is not the password of this file. Nothing was changed.').waitFor();
      await focusReaches(page, 'id', 'restore-password');
      backups.refusal = { status: 429, error: 'throttled', message: 'x' };
      await page.keyboard.press('Enter');
      await page.getByText('Too many wrong passwords.').waitFor();
    });

    it('says what does not fit, with what the box says of it', async () => {
      const seen = await open();
      const { page, backups } = seen;
      backups.refusal = { status: 400, error: 'badBackup', message: 'site: fuseA must be a number' };
      await choose(seen);
      await page.locator('#restore-password').fill(filePassword);
      await page.keyboard.press('Enter');
      await page.getByText('This file cannot be restored').waitFor();
      await page.locator('q', { hasText: 'fuseA must be a number' }).waitFor();
      await page.getByRole('button', { name: 'Discard the file' }).click();
      await page.getByText('Discarded. Nothing was changed.').waitFor();
      assert.equal(backups.fileBytes, null);
    });

    it('sends nothing of a file that is empty', async () => {
      const seen = await open();
      await seen.page.getByText('Choose a backup file').waitFor();
      await choose(seen, 0);
      await seen.page.getByText('This file is empty').waitFor();
      assert.ok(!seen.box.calls.includes('POST /api/v1/restore'));
    });
  });

  it('is not there for who may not', async () => {
    const { page, box } = await open(new FakeBackups(), 'installer');
    await page.getByRole('link', { name: /^The box/ }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Backup' }).count(), 0);
    assert.ok(!box.calls.some((call) => call.includes('restore')));
  });

  it('fits in four languages', async () => {
    const backups = new FakeBackups();
    backups.finish();
    const { page } = await open(backups);
    await page.getByText('What is in it, and what is not').click();
    await axe(page, 'closed');
    for (const language of ['nl', 'de', 'fr', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 390, 1440], language);
    }
  });
});

describe('the words of the section of backups', () => {
  itSaysAll({ en, de, nl, fr }, ['inside\\.kinds\\.(pin|backend)', 'inside\\.(version)', 'inside\\.kinds\\.variable']);
});

const plain = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ');
