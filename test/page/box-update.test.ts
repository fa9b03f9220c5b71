import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { becomes } from './becomes.ts';
import { boxHash, FakeAppliance } from './fake-appliance.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('an update by the page', () => {
  const under = PageUnderTest.use();

  async function open(appliance = new FakeAppliance()) {
    const seen = await under.open({ state: sampleState(), routes: appliance.routes() });
    await seen.page.goto(new URL(boxHash, seen.box.url).href);
    await seen.page.getByText('0.2.0 in slot A').waitFor();
    return { ...seen, appliance };
  }
  const file = (bytes: number, name = 'netwacht-0.3.0.raucb') => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(bytes, 7),
  });

  let folder: string | undefined;
  /** More than the buffers of two sockets take in. */
  function large(): string {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-bundle-'));
    const path = join(folder, 'netwacht-0.3.0.raucb');
    writeFileSync(path, '');
    truncateSync(path, 40_000_000);
    return path;
  }
  after(() => folder !== undefined && rmSync(folder, { recursive: true }));

  it('sends a file as it is, and shows what came: version, size, what changes', async () => {
    const { page, appliance } = await open();
    await page.getByLabel('Choose a bundle file').setInputFiles(file(300_000));
    const bundle = page.locator('[data-bundle="0.3.0"]');
    await bundle.waitFor();
    assert.deepEqual(appliance.put['POST /api/v1/updates'], { bytes: 300_000 });
    const text = ((await bundle.textContent()) ?? '').replace(/\s+/g, ' ');
    assert.match(text, /Version 0\.3\.0, ready to install.*cm4-arm64.*118\.4 MB.*from admin/);
    assert.match(text, /What changesCharging starts faster after a power cut\. The page speaks/);
    await bundle.getByRole('button', { name: 'Discard' }).click();
    await bundle.getByRole('group').getByRole('button', { name: 'Discard' }).click();
    await bundle.waitFor({ state: 'detached' });
  });

  it('shows how far sending is, and stops it', async () => {
    const { page, box } = await open();
    box.holdsUploads = true;
    await page.getByLabel('Choose a bundle file').setInputFiles(large());
    await page.getByText('netwacht-0.3.0.raucb is on its way to the box.').waitFor();
    await focusReaches(page, 'text', 'Stop sending');
    const shown = Number(await page.getByLabel('Progress of sending').getAttribute('value'));
    assert.ok(shown < 100, `${shown} %`);
    await page.keyboard.press('Enter');
    await page.getByText('Stopped. The box keeps nothing of it.').waitFor();
    await page.getByText('Choose a bundle file').waitFor();
  });

  it('sends nothing that cannot be a bundle', async () => {
    const { page, box } = await open();
    await page.getByLabel('Choose a bundle file').setInputFiles(file(0));
    await page.getByText('This file is empty. Nothing was sent.').waitFor();
    assert.ok(!box.calls.includes('POST /api/v1/updates'));
  });

  it('S17 says in plain words why a bundle is refused, and what still runs', async () => {
    const { page, appliance } = await open();
    for (const [code, status, sentence] of [
      [
        'tampered',
        400,
        'damaged or changed on its way: it does not fit its signature. The running version is untouched',
      ],
      ['older', 400, 'The bundle is older than this box accepts. The running version is untouched'],
      ['foreignKey', 400, 'signed with a key that this box does not trust. The running version is untouched'],
      ['wrongBoard', 400, 'The bundle is for another kind of box. The running version is untouched'],
      ['cutShort', 400, 'The bundle is not complete. The running version is untouched. Send it again'],
      ['noSpace', 507, 'There is too little room on the box. Nothing has changed'],
    ] as const) {
      appliance.refusals = { 'POST /api/v1/updates': [status, { error: code, message: 'no' }] };
      await page.getByLabel('Choose a bundle file').setInputFiles(file(1000));
      await page.getByRole('alert').getByText(sentence).waitFor();
      // The box tells it to everybody who looks; it is not said twice.
      appliance.work('failed', 0, code, 'no');
      await page.getByLabel('Choose a bundle file').setInputFiles(file(1000));
      await page.getByText('The last attempt failed.').waitFor();
      await page.locator('.bundle-send').getByRole('alert').getByText(sentence).waitFor({ state: 'detached' });
      await becomes(() => page.getByText(sentence).count(), 1);
      appliance.work('idle');
    }
  });

  it('has the box fetch from a listed address, and says at the field what is not listed', async () => {
    const { page, appliance } = await open();
    await page.getByRole('button', { name: 'Fetch' }).click();
    await page.getByText('Enter an address.').waitFor();
    appliance.refusals = {
      'POST /api/v1/updates': [403, { error: 'notListed', message: 'no', path: 'url' }],
    };
    await page.locator('#bundle-url').fill('https://elsewhere.example/x.raucb');
    await page.keyboard.press('Enter');
    await page.getByText('The box fetches updates only from the addresses listed here.').waitFor();
    await focusReaches(page, 'id', 'bundle-url');
    appliance.refusals = {};
    await page.locator('#bundle-url').fill('https://updates.example/netwacht/0.3.0.raucb');
    await page.keyboard.press('Enter');
    await page.locator('[data-bundle="0.3.0"]').waitFor();
    assert.deepEqual(appliance.put['POST /api/v1/updates'], { url: 'https://updates.example/netwacht/0.3.0.raucb' });
  });

  it('keeps the list of addresses, one a line', async () => {
    const { page, appliance } = await open();
    await page.locator('#sources').fill('https://a.example/\n\n  https://b.example/x/ ');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    assert.deepEqual(appliance.put['PUT /api/v1/updates/sources'], {
      sources: ['https://a.example/', 'https://b.example/x/'],
    });
    const refusal = { error: 'badSource', message: 'it does not begin with https://', path: 'sources[0]' };
    appliance.refusals = { 'PUT /api/v1/updates/sources': [400, refusal] };
    await page.locator('#sources').fill('ftp://a.example/');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(refusal.message).waitFor();
    await focusReaches(page, 'id', 'sources');
  });

  it('installs after a question, keeps trying over the restart and the sign-in, and tells that it worked', async () => {
    const appliance = new FakeAppliance();
    appliance.receive();
    const { page, box } = await open(appliance);
    await page.getByRole('button', { name: 'Install …' }).click();
    await page.getByText('If the new version is not well, the box goes back by itself.').waitFor();
    await focusReaches(page, 'text', 'Cancel');
    assert.ok(!box.calls.includes('POST /api/v1/updates/install'));
    await page.getByRole('button', { name: 'Install and restart' }).click();
    await page.getByText('Version 0.3.0 is being installed, then the box restarts.').waitFor();
    await page.getByText('Charging goes on.', { exact: false }).last().waitFor();
    appliance.work('installing', 70);
    await page.locator('progress[value="70"]').waitFor();

    box.answers = false;
    box.dropStreams();
    await page.getByText('No answer for').waitFor();
    appliance.updates = {
      ...appliance.updates,
      running: { slot: 'B', version: '0.3.0', confirmed: false },
      other: { slot: 'A', version: '0.2.0', state: 'good' },
      bundle: null,
    };
    appliance.work('restarting', 100);
    box.state = { ...box.state, cycle: 3 };
    box.signedIn = false;
    box.answers = true;
    await page.getByText('Your session has ended. Sign in again.').waitFor();
    await page.getByLabel('Password of admin').fill(box.password);
    await page.keyboard.press('Enter');
    await page.getByText('Version 0.3.0 runs. The box watches it for some minutes').waitFor();
    appliance.updates = { ...appliance.updates, running: { slot: 'B', version: '0.3.0', confirmed: true } };
    appliance.work('idle', 100);
    await page.getByText('Updated: version 0.3.0 runs and has proved itself.').waitFor();
    await page.getByRole('button', { name: 'Close this message' }).click();
    await page.locator('[data-after]').waitFor({ state: 'detached' });
    await page.getByText('0.3.0 in slot B').waitFor();
  });

  it('S17 tells that the box went back by itself, and why', async () => {
    const appliance = new FakeAppliance();
    appliance.receive();
    const { page, box } = await open(appliance);
    await page.getByRole('button', { name: 'Install …' }).click();
    await page.getByRole('button', { name: 'Install and restart' }).click();
    await page.locator('[data-after=underway]').waitFor();
    appliance.updates = { ...appliance.updates, bundle: null, other: { slot: 'B', version: '0.3.0', state: 'bad' } };
    const message = 'Version 0.3.0 did not work on this box: it went back to version 0.2.0 by itself';
    appliance.work('failed', 0, 'updateRolledBack', message);
    box.send({ ...sampleState(), cycle: 4 });
    await page.locator('[data-after=wentBack]').waitFor();
    const after = (await page.locator('[data-after]').textContent()) ?? '';
    assert.match(after, /Version 0\.3\.0 was not well\. The box went back by itself: version 0\.2\.0 runs as before/);
    await page.getByText('did not start well').first().waitFor();
    // Who has not asked for it is told as well, until somebody has seen it.
    await page.evaluate('sessionStorage.clear()');
    await page.reload();
    await page.getByText('The last attempt failed.').waitFor();
    await page.getByText(message).waitFor();
    await page.getByRole('button', { name: 'Close this message' }).click();
    await page.getByText('The last attempt failed.').waitFor({ state: 'detached' });
    assert.ok(box.calls.includes('DELETE /api/v1/updates'));
    // A slot that did not start is none to go back to.
    await page.getByText('The other slot holds no version to go back to.').waitFor();
  });

  it('goes back by hand after a question, and tells when it is there', async () => {
    const { page, box, appliance } = await open();
    await page.getByRole('button', { name: 'Go back to 0.1.0' }).click();
    await page.getByText('Restart with version 0.1.0?').waitFor();
    await page.getByRole('button', { name: 'Go back and restart' }).click();
    await page.getByText('The box restarts with version 0.1.0.').waitFor();
    appliance.updates = {
      ...appliance.updates,
      running: { slot: 'B', version: '0.1.0', confirmed: true },
      other: { slot: 'A', version: '0.2.0', state: 'good' },
    };
    appliance.work('idle');
    box.send({ ...sampleState(), cycle: 2 });
    await page.getByText('The box went back: version 0.1.0 runs and has proved itself.').waitFor();
  });

  it('releases an update through the gateway for a day, after a question', async () => {
    const { page, appliance } = await open();
    await page.getByRole('button', { name: 'Allow for 24 hours' }).click();
    await page.getByText('Allow an administrator outside').waitFor();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByText('Allowed until').waitFor();
    assert.deepEqual(appliance.put['POST /api/v1/updates/release'], {});
    assert.equal(await page.getByRole('button', { name: 'Allow for 24 hours' }).count(), 0);
  });
});
