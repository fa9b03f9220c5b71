import assert from 'node:assert/strict';
import { backendOf, draftOfBackend, emptyBackend, secretNameOf } from '../../web/settings/ocpp/backend-draft.ts';
import { de } from '../../web/words/ocpp/de.ts';
import { en } from '../../web/words/ocpp/en.ts';
import { fr } from '../../web/words/ocpp/fr.ts';
import { nl } from '../../web/words/ocpp/nl.ts';
import { axe } from './axe.ts';
import { itSaysAll } from './dictionaries.ts';
import { FakeOcpp } from './fake-ocpp.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';

describe('the settings of OCPP', () => {
  const under = PageUnderTest.use();

  async function open(ocpp = new FakeOcpp(), role: 'administrator' | 'installer' = 'administrator') {
    const seen = await under.open({ routes: ocpp.routes(), role });
    await seen.page.goto(`${seen.box.url}#/settings/ocpp`);
    await seen.page.getByRole('heading', { name: 'Charge points that speak OCPP' }).waitFor();
    return { ...seen, ocpp };
  }

  it('says of each station how it stands, why, and what to do', async () => {
    const { page } = await open();
    const station = async (id: string) => plain(await page.locator(`[data-station="${id}"]`).textContent());
    assert.match(await station('NW-E1'), /NW-E1E1connected, since/);
    assert.match(await station('NW-E2'), /not released yet, since .* The backend knows the id .* Ask the supplier\./);
    assert.match(await station('NW-E3'), /not connected, next at .*Sign-in: The backend refuses\. Check password, id/);
    assert.match(plain(await page.locator('[data-backend=supplier]').textContent()), /12 messages about money/);
  });

  it('adds a backend: the password goes to the secrets, a wrong address is said at its field', async () => {
    const { page, ocpp } = await open();
    await page.getByRole('button', { name: 'Add a backend' }).click();
    await page.getByLabel('Name here').fill('nord');
    await page.getByLabel('Address of the backend').fill('https://nord.example');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('An address begins with wss:// or ws://.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'backend-url');
    await page.getByLabel('Address of the backend').fill('wss://nord.example/ocpp');
    await page.getByLabel('Id of a station there').fill('H17-{device}');
    await page.getByText('The first one is called H17-E1 there.').waitFor();
    await page.getByLabel('Password').fill('sesame');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[data-backend=nord]').waitFor();
    assert.deepEqual(ocpp.put.secret, { password: 'sesame' });
    const { secret, url, stationId } = ocpp.put.nord as Record<string, unknown>;
    assert.deepEqual(
      { secret, url, stationId },
      { secret: 'ocpp-nord', url: 'wss://nord.example/ocpp', stationId: 'H17-{device}' },
    );
    assert.doesNotMatch(JSON.stringify(ocpp.put.nord), /sesame/);
  });

  it('says what the box refuses at its field, and keeps what was typed', async () => {
    const { page, ocpp } = await open();
    ocpp.refusal = [400, { error: 'badBackend', message: 'there is no channel x', path: 'defaultTag' }];
    await page.getByRole('button', { name: 'Add a backend' }).click();
    await page.getByLabel('Name here').fill('nord');
    await page.getByLabel('Address of the backend').fill('wss://nord.example/ocpp');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#backend-defaultTag-note', { hasText: 'there is no channel x' }).waitFor();
    assert.equal(await page.getByLabel('Address of the backend').inputValue(), 'wss://nord.example/ocpp');
  });

  it('tries a backend and names the layer that failed; removes it after a question', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('It does not work. It failed at: Sign-in.').waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Remove the backend supplier?').waitFor();
    await page.locator('.ask').getByRole('button', { name: 'Remove' }).click();
    await page.locator('[data-backend=supplier]').waitFor({ state: 'detached' });
  });

  it('shows who is connected, leads a stranger to Devices, opens the port, and ends the alarm of lost messages', async () => {
    const { page, ocpp } = await open();
    assert.match(
      plain(await page.locator('[data-charge-box=CP-0815]').textContent()),
      /95 s away.*offered 8\.0 A, accepted 8\.0 A/,
    );
    assert.equal(
      await page.getByRole('link', { name: 'Add it EVSE-77' }).getAttribute('href'),
      '#/devices/add?definition=ocpp&address=EVSE-77',
    );
    await page.getByLabel('The port is open').selectOption('on');
    while (ocpp.put.server === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(ocpp.put.server, { tls: 'detect', enabled: true });
    await page.getByRole('button', { name: 'Seen: end the alarm' }).click();
    await page.getByRole('button', { name: 'Seen: end the alarm' }).waitFor({ state: 'detached' });
    assert.deepEqual(ocpp.put.seen, { upTo: 7 });
  });

  it('shows an installer the port alone, and asks for nothing in vain', async () => {
    const { page, box } = await open(new FakeOcpp(), 'installer');
    await page.getByText('are shown to the administrator').waitFor();
    assert.equal(
      box.calls.some((made) => made.includes('backends')),
      false,
    );
  });

  it('is accessible and fits in four languages with the form open', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Add a backend' }).click();
    await page.getByText('More: which charge points').click();
    await axe(page, 'ocpp');
    for (const language of ['nl', 'de', 'fr', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 390, 1024, 1440], language);
    }
  });
});

describe('a backend as it is typed', () => {
  it('comes back as it was, and leaves out what is empty', () => {
    const [view] = new FakeOcpp().backends;
    assert.ok(view !== undefined);
    const { id: _id, stationStates: _states, ...document } = view;
    assert.deepEqual(backendOf(draftOfBackend(view), view.pingS), document);
    assert.equal('secret' in backendOf({ ...emptyBackend, id: 'a', url: 'ws://x' }, undefined), false);
  });

  it('keeps its password under its name, unless it has one', () => {
    assert.equal(secretNameOf({ ...emptyBackend, id: 'nord' }), 'ocpp-nord');
    assert.equal(secretNameOf({ ...emptyBackend, id: 'nord', secret: 'old' }), 'old');
  });
});

describe('the words of the settings of OCPP', () => {
  itSaysAll({ en, de, nl, fr }, [
    'layer\\.(gateway|channel|name|config|http)\\.name',
    'backends\\.version',
    'dropped\\.backend',
    'port\\.product',
    'messages\\.(title|action|station)',
    'form\\.(file|urlNote)',
    'port\\.identity',
  ]);
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
