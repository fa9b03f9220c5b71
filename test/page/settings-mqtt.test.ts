import assert from 'node:assert/strict';
import type { MqttView } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of MQTT', () => {
  const under = PageUnderTest.use();

  async function open(mqtt?: object) {
    const site = new FakeSite();
    if (mqtt !== undefined) site.change((document) => ({ ...document, mqtt }));
    const secrets: unknown[] = [];
    const view: { now: MqttView } = {
      now: {
        ...{ state: 'connected', since: new Date().toISOString(), root: 'netwacht/NTW-0123456789abcdef', fault: null },
        ...{ sent: 1234, commands: { taken: 2, refused: 1, lastRefusal: 'a command is JSON' } },
      },
    };
    const seen = await under.open({
      state: sampleState(),
      routes: {
        ...site.routes(),
        'GET /api/v1/mqtt': () => [200, view.now],
        'PUT /api/v1/secrets/mqtt': (body: unknown) => {
          secrets.push(body);
          return [204, ''];
        },
      },
    });
    await seen.page.goto(new URL('#/settings/mqtt', seen.box.url).href);
    await seen.page.getByRole('button', { name: 'Edit: Broker' }).waitFor();
    return { ...seen, site, secrets, view };
  }

  it('sets up a broker with TLS, and a password that is never shown', async () => {
    const { page, site, secrets, complaints } = await open();
    assert.equal(await page.locator('#mqtt-state').count(), 0);
    await page.getByRole('button', { name: 'Edit: Broker' }).click();
    await page.getByLabel('Address').fill('10.0.0.5:8883');
    await page.getByLabel('Version').selectOption('5');
    await page.getByText('Without TLS everybody').waitFor();
    await page.getByLabel('Encrypt (TLS)').check();
    await page.getByLabel('Authority of the broker').waitFor();
    await axe(page, 'MQTT form');
    await itFits(page, [320, 1024], 'MQTT form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Connected').waitFor();
    assert.deepEqual(site.document.mqtt, { address: '10.0.0.5:8883', version: '5', tls: true });
    await page.getByRole('button', { name: 'Edit: User and password' }).click();
    await page.getByLabel('User at the broker').fill('box');
    await page.getByLabel('Password at the broker').fill('geheim');
    await axe(page, 'MQTT password');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A password is kept.').waitFor();
    assert.equal((site.document.mqtt as { secret?: string }).secret, 'mqtt');
    assert.equal(secrets.length, 1);
    assert.ok(!(await page.content()).includes('geheim'));
    assert.deepEqual(complaints, []);
  });

  it('says which part of the way failed, in every language, and warns of commands', async () => {
    const { page, view, site, complaints } = await open({ address: '10.0.0.5:1883', secret: 'mqtt' });
    await page.getByText('2 taken, 1 refused').waitFor();
    const message = 'The broker at 10.0.0.5:1883 refuses the user or the password.';
    const fault = { layer: 'mqtt', code: 'wrongPassword', message, since: new Date().toISOString() } as const;
    view.now = { ...view.now, state: 'failed', fault };
    await page.getByText('The broker refuses us.').waitFor();
    await page.getByText(message).waitFor();
    await axe(page, 'MQTT');
    for (const language of ['nl', 'de', 'fr', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 390, 1024], language);
    }
    await page.getByRole('button', { name: 'Edit: What is told and heard' }).click();
    await page.getByLabel('Home Assistant finds the devices').check();
    await page.getByLabel('Take commands').check();
    await page.getByText('may then pause charging').waitFor();
    await page.getByLabel('Language of the names').selectOption('de');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Edit: What is told and heard' }).waitFor();
    assert.deepEqual(site.document.mqtt, {
      ...{ address: '10.0.0.5:1883', secret: 'mqtt', discovery: true, language: 'de', commands: true },
    });
    assert.deepEqual(complaints, []);
  });
});
