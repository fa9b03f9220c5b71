import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { channel, FakeGrid, gridHash, operatedState } from './fake-grid.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';

describe('channels and certificates on the page', () => {
  const under = PageUnderTest.use();

  async function open(grid = new FakeGrid()) {
    const seen = await under.open({ state: operatedState(), routes: grid.routes() });
    await seen.page.goto(`${seen.box.url}${gridHash}`);
    await seen.page.locator('[data-certificate]').first().waitFor();
    return { ...seen, grid };
  }

  describe('channels', () => {
    it('says of each what it is for, how it stands and what went wrong, at which layer and what to look at', async () => {
      const { page } = await open();
      const up = plain(await page.locator('[data-channel=emt1]').textContent());
      assert.match(
        up,
        /emt1 up since .*, 1 connection.*HKS3 · grid operator · variables.*emt\.example:443.*AVAIL.*TLS 1\.3/,
      );
      assert.doesNotMatch(up, /experimental/);
      const waits = plain(await page.locator('[data-channel=tariff]').textContent());
      assert.match(waits, /waiting next try in \d+ s.*HKS4 experimental · energy supplier/);
      assert.match(waits, /The function "Tariff" is off/);
      assert.match(
        waits,
        /Last error · Certificate ·.*Compare the certificates.*another certificate than the pinned one/,
      );
    });

    it('tells a listening channel, one that is off, one by SNI, and one whose clock is not set', async () => {
      const grid = new FakeGrid();
      grid.channels = [
        channel({ id: 'listens', scenario: 'HKS5', connections: 0, tls: null, experimental: true }),
        channel({ id: 'off', enabled: false, status: 'off', tls: null, connections: 0 }),
        channel({ id: 'sni', addressing: 'sni', experimental: true, timeUnsynced: true }),
      ];
      const { page } = await open(grid);
      const said = async (id: string) => plain(await page.locator(`[data-channel=${id}]`).textContent());
      assert.match(await said('listens'), /listening waits for the gateway to dial.*HKS5 experimental/);
      assert.match(await said('off'), /off.*HKS3/);
      assert.match(await said('sni'), /SNI experimental.*clock is not set/);
    });

    it('tries one and shows layer by layer how far it came', async () => {
      const { page } = await open();
      await page.locator('[data-channel=emt1]').getByRole('button', { name: 'Try it' }).click();
      await page.getByText('It fails at: Way through the gateway.').waitFor();
      const layers = (await page.locator('.layers li').allTextContents()).map(plain);
      assert.equal(layers.length, 4);
      assert.match(layers[1] ?? '', /Encryptionstands0\.1 sTLS 1\.3 agreed\./);
      assert.match(layers[3] ?? '', /fails.*does not allow this destination\.Ask the gateway administrator/);
    });

    it('adds one by keyboard alone', async () => {
      const { page, grid } = await open();
      await page.getByRole('button', { name: 'Add a channel' }).focus();
      await page.keyboard.press('Enter');
      await focusReaches(page, 'text', 'New channel');
      await tabTo(page, 'channel-id');
      await page.keyboard.type('emt2');
      await tabTo(page, 'channel-destination');
      await page.keyboard.type('emt.example:443');
      await tabTo(page, 'channel-peer');
      await page.keyboard.type('PEM');
      await tabTo(page, 'channel-variables');
      await page.keyboard.type('PWR, AVAIL');
      await page.keyboard.press('Enter');
      await page.locator('[data-channel=emt2]').waitFor();
      await focusReaches(page, 'text', 'Channels');
      assert.deepEqual(grid.put['PUT /api/v1/smgw/channels/emt2'], {
        ...{ scenario: 'HKS3', use: 'http', role: 'operator', enabled: true, addressing: 'socks5' },
        ...{ destination: 'emt.example:443', peerCertificatePem: 'PEM', variables: ['PWR', 'AVAIL'] },
      });
    });

    const faults = [
      ['peerCertificatePem', 'channel-peer', /One certificate in PEM/],
      ['destination', 'channel-destination', /as the gateway knows the far end/],
      ['address', 'channel-address', /host:port/],
      ['variables[1]', 'channel-variables', /each once/],
      ['peerCertificatePem[1]', 'channel-peerNext', /One certificate in PEM/],
    ] as const;
    it('says what the box refused at the field that it means, and goes there', async () => {
      const { page, grid } = await open();
      await page.locator('[data-channel=emt1]').getByRole('button', { name: 'Edit' }).click();
      for (const [path, field, sentence] of faults) {
        const message = `the box on ${path}`;
        grid.refusals = { 'PUT /api/v1/smgw/channels/emt1': [400, { error: 'badChannel', message, path }] };
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText(message).waitFor();
        assert.match(plain(await page.locator(`#${field}-note`).textContent()), sentence);
        await focusReaches(page, 'id', field);
        assert.equal(await page.locator('[aria-invalid]').count(), 1, path);
      }
      grid.refusals = {
        'PUT /api/v1/smgw/channels/emt1': [503, { error: 'notPersisted', message: 'the disk is full' }],
      };
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('The box refused: the disk is full').waitFor();
      assert.equal(await page.locator('[aria-invalid]').count(), 0);
    });

    it('removes one after a question that says what stays', async () => {
      const { page } = await open();
      await page.locator('[data-channel=tariff]').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('a limit in force stays').waitFor();
      await page.locator('.ask').getByRole('button', { name: 'Remove' }).click();
      await page.locator('[data-channel=tariff]').waitFor({ state: 'detached' });
    });

    it('takes an owned variable back after a question', async () => {
      const { page, grid } = await open();
      await page.locator('[data-variable=AVAIL]').getByRole('button', { name: 'Take back' }).click();
      await page.getByText('Take AVAIL back from channel emt1?').waitFor();
      await page.locator('.ask').getByRole('button', { name: 'Take back' }).click();
      await page.locator('.ask').waitFor({ state: 'detached' });
      assert.ok('POST /api/v1/variables/AVAIL/release' in grid.put);
    });
  });

  describe('certificates', () => {
    it('says curve, end, use, and warns of one that runs out', async () => {
      const { page } = await open();
      const cls = plain(await page.locator('[data-certificate=cls]').textContent());
      assert.match(cls, /cls runs out in 31 days.*brainpoolP256r1.*Used byemt1, tariff/);
      const next = plain(await page.locator('[data-certificate=cls-2]').textContent());
      assert.match(next, /P-256.*no channel/);
      assert.doesNotMatch(next, /runs out/);
      const bundle = page.locator('[data-certificate=cls]').getByRole('link', { name: 'Bundle' });
      assert.equal(await bundle.getAttribute('href'), '/api/v1/certificates/cls/bundle');
    });

    it('makes one, on brainpoolP256r1 unless told otherwise; a taken name is said at the name', async () => {
      const { page, grid } = await open();
      await page.getByRole('button', { name: 'Make a new one' }).click();
      grid.refusals = { 'POST /api/v1/certificates': [409, { error: 'exists', message: 'taken' }] };
      await page.locator('#make-name').fill('cls');
      await page.getByRole('button', { name: 'Make it' }).click();
      await page.locator('#make-name-note', { hasText: 'This name is taken.' }).waitFor();
      grid.refusals = {};
      await page.locator('#make-name').fill('cls-3');
      await page.getByRole('button', { name: 'Make it' }).click();
      await page.getByText('cls-3 is there.').waitFor();
      assert.deepEqual(grid.put['POST /api/v1/certificates'], { name: 'cls-3', curve: 'brainpoolP256r1' });
    });

    it('brings PEM with its key from one file', async () => {
      const { page, grid } = await open();
      const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';
      const keyPem = '-----BEGIN PRIVATE KEY-----\nBB==\n-----END PRIVATE KEY-----\n';
      await page.getByRole('button', { name: 'Bring one from a file' }).click();
      await page.locator('#bring-name').fill('own');
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.locator('#bring-files-note', { hasText: 'Choose a file.' }).waitFor();
      await choose(page, 'own.pem', keyPem + pem);
      assert.equal(await page.locator('#bring-password').count(), 0);
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByText('own is there.').waitFor();
      assert.deepEqual(grid.put['PUT /api/v1/certificates/own'], { pem, keyPem });
    });

    it('brings PKCS#12 with its password; a wrong one is said at the password', async () => {
      const { page, grid } = await open();
      const bytes = readFileSync(new URL('../../scripts/fuzz/corpus/today.p12', import.meta.url));
      await page.getByRole('button', { name: 'Bring one from a file' }).click();
      await page.locator('#bring-name').fill('own');
      await choose(page, 'own.p12', bytes);
      grid.refusals = { 'PUT /api/v1/certificates/own': [400, { error: 'wrongPassword', message: 'wrong' }] };
      await page.locator('#bring-password').fill('secret');
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.locator('#bring-password-note', { hasText: 'The password of the file is wrong.' }).waitFor();
      await focusReaches(page, 'id', 'bring-password');
      const body = grid.put['PUT /api/v1/certificates/own'];
      assert.deepEqual(body, { pkcs12: bytes.toString('base64'), password: 'secret' });
    });

    it('says that a channel uses it, when one is to go that is in use; gives a request as a file', async () => {
      const { page } = await open();
      const cls = page.locator('[data-certificate=cls]');
      await cls.getByRole('button', { name: 'Remove' }).click();
      await cls.locator('.ask').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('A channel uses it. Give the channel another one first.').waitFor();
      const download = page.waitForEvent('download');
      await cls.getByRole('button', { name: 'Request (CSR)' }).click();
      assert.equal((await download).suggestedFilename(), 'cls.csr.pem');
    });
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();

async function tabTo(page: Page, id: string): Promise<void> {
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement.id')) === id) return;
  }
  assert.fail(`${id} is not reached by Tab`);
}

async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  const buffer = Buffer.isBuffer(content) ? content : Buffer.from(content);
  await page.locator('#bring-files').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  // The page reads the file before it knows what it is.
  if (name.endsWith('.p12')) await page.locator('#bring-password').waitFor();
  else await page.waitForTimeout(50);
}
