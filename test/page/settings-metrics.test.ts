import assert from 'node:assert/strict';
import type { InfluxView } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of metrics and databases', () => {
  const under = PageUnderTest.use();

  it('tells where Prometheus asks, sets up a database and its token, and says why nothing arrives', async () => {
    const site = new FakeSite();
    const secrets: unknown[] = [];
    const view: { now: InfluxView } = {
      now: {
        ...{ state: 'written', lastWrittenAt: new Date().toISOString(), fault: null },
        ...{ written: 4321, waiting: 0, dropped: 0, refused: 0 },
      },
    };
    const { page, box, complaints } = await under.open({
      state: sampleState(),
      routes: {
        ...site.routes(),
        'GET /api/v1/influx': () => [200, view.now],
        'PUT /api/v1/secrets/influx': (body: unknown) => {
          secrets.push(body);
          return [204, ''];
        },
      },
    });
    await page.goto(new URL('#/settings/metrics', box.url).href);
    await page.getByText(new URL('/metrics', box.url).href).waitFor();
    await page.getByRole('link', { name: 'Make a token of the role viewer' }).waitFor();
    await page.getByRole('button', { name: 'Edit: The box writes to a database' }).click();
    await page.getByLabel('Address').fill('http://10.0.0.20:8086');
    await page.getByText('Over http everybody').waitFor();
    await page.getByLabel('Organisation').fill('home');
    await page.getByLabel('Bucket').fill('netwacht');
    await axe(page, 'influx form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('4321').waitFor();
    assert.deepEqual(site.document.influx, { url: 'http://10.0.0.20:8086', org: 'home', bucket: 'netwacht' });
    await page.getByRole('button', { name: 'Edit: Token or password' }).click();
    await page.getByLabel('Token or password of the database').fill('geheim');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('One is kept.').waitFor();
    assert.deepEqual(secrets, [{ password: 'geheim' }]);
    assert.equal((site.document.influx as { secret?: string }).secret, 'influx');
    assert.ok(!(await page.content()).includes('geheim'));
    const message = 'the database answered 401: unauthorized access';
    const fault = { code: 'badCredentials', message, since: new Date().toISOString() };
    view.now = { ...view.now, state: 'failing', fault, waiting: 120, dropped: 7, refused: 3 };
    await page.getByText(message).waitFor();
    await page.getByText('The database takes nothing; it is tried again').waitFor();
    await axe(page, 'metrics');
    for (const language of ['nl', 'de', 'fr', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 390, 1024], language);
    }
    assert.deepEqual(complaints, []);
  });
});
