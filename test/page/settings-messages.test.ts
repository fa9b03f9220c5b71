import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

const shots = process.env.NETWACHT_SHOTS;

describe('the section of messages to people', () => {
  const under = PageUnderTest.use();
  const at = new Date().toISOString();
  const mail = {
    ...{ id: 'owner', name: 'Anna', kind: 'mail', language: 'nl', secret: 'mail', from: 'box@example.com' },
    ...{ server: { host: 'smtp.example.com' }, to: ['anna@example.com'] },
  };
  const phone = { id: 'phone', kind: 'push', url: 'https://push.example.com/x', headers: { Title: '{title}' } };
  const rules = [
    { topics: ['gridLimit'], channels: ['owner', 'phone'] },
    { topics: ['security', 'box'], channels: ['phone'] },
  ];
  const entry = { at, channel: 'owner', code: 'gridLimit', stage: 'begins', what: 'House' };
  const sentence = 'De netbeheerder begrenst House tot 4,2 kW';

  async function open(events: object | undefined) {
    const site = new FakeSite();
    if (events !== undefined) site.change((document) => ({ ...document, events }));
    const secrets: unknown[] = [];
    const common = { enabled: true, nextTryAt: null };
    const seen = await under.open({
      state: sampleState(),
      routes: {
        ...site.routes(),
        'GET /api/v1/events/channels': () => [
          200,
          {
            channels: [
              { ...common, id: 'owner', name: 'Anna', kind: 'mail', waiting: 0, lastSentAt: at, fault: null },
              {
                ...{ ...common, id: 'phone', name: 'phone', kind: 'push', waiting: 3, lastSentAt: null },
                fault: { layer: 'connect', message: 'https://push.example.com:443 could not be reached' },
              },
            ],
          },
        ],
        'GET /api/v1/events/log': () => [
          200,
          {
            entries: [
              { ...entry, sentence, outcome: 'sent' },
              { ...entry, sentence, channel: 'phone', outcome: 'failed', why: 'could not be reached' },
            ],
          },
        ],
        'POST /api/v1/events/owner/test': () => [
          200,
          {
            ok: false,
            ms: 20,
            fault: { layer: 'login', message: 'smtp.example.com does not take user and password: 535' },
          },
        ],
        'PUT /api/v1/secrets/mail': (body) => {
          secrets.push(body);
          return [204, ''];
        },
      },
    });
    await seen.page.goto(new URL('#/settings/messages', seen.box.url).href);
    await seen.page.getByRole('heading', { name: 'Messages to people' }).waitFor();
    return { ...seen, site, secrets };
  }

  it('shows how each way stands and what was sent, tries one and says which layer failed, sets a password', async () => {
    const { page, secrets, complaints } = await open({ channels: [mail, phone], rules });
    const row = async (id: string) => plain(await page.locator(`[data-row=${id}]`).textContent());
    await page.locator('[data-row=phone]', { hasText: 'does not arrive' }).waitFor();
    assert.match(await row('phone'), /3 wait.*nobody answers there/);
    await page.getByRole('region', { name: 'Sent lately' }).getByText('failed').waitFor();
    assert.match(
      plain(await page.getByRole('region', { name: 'Sent lately' }).textContent()),
      /begrenst House tot 4,2 kW.*sent.*failed/,
    );
    await axe(page, 'messages');
    for (const [scheme, width] of [
      ['light', 390],
      ['dark', 1024],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 844 });
      if (shots !== undefined) await page.screenshot({ path: `${shots}/messages-${scheme}.png`, fullPage: true });
    }
    await axe(page, 'messages dark and wide');
    await page.emulateMedia({ colorScheme: 'light' });
    for (const language of ['nl', 'de', 'fr', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 1024], language);
    }
    await page.getByRole('button', { name: 'Send a test: Anna' }).click();
    await page.getByText('The test by Anna did not arrive: user, password or key are not taken.').waitFor();
    await page.getByText('does not take user and password: 535').waitFor();
    await page.getByRole('button', { name: 'Password of Anna' }).click();
    await page.locator('#message-user').fill('box');
    await page.locator('#message-password').fill('Zon-en-Wind-42');
    await axe(page, 'password of a way');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Anna: the password is set.').waitFor();
    assert.deepEqual(secrets, [{ user: 'box', password: 'Zon-en-Wind-42' }]);
    assert.deepEqual(complaints, []);
  });

  it('adds a way and a rule to a site that has none; what no address may be is said at its field', async () => {
    const { page, site } = await open(undefined);
    await page.getByRole('button', { name: 'Add a way' }).click();
    await page.locator('#message-way-id').fill('owner');
    await page.locator('#message-way-server-host').fill('smtp.example.com');
    await page.locator('#message-way-from').fill('box@example.com');
    await page.locator('#message-way-to').fill('anna');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#message-way-to-note', { hasText: 'e-mail address' }).waitFor();
    await page.locator('#message-way-to').fill('anna@example.com, ben@example.com');
    await axe(page, 'form of a way');
    await itFits(page, [320, 1024], 'form of a way');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('owner: added.').waitFor();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByLabel('Limits of the grid operator').check();
    await page.getByLabel('A car has charged').check();
    await page.getByLabel('owner', { exact: true }).check();
    await page.locator('#message-rule-quiet-fromMin').fill('22:00');
    await page.locator('#message-rule-quiet-toMin').fill('7:00');
    await axe(page, 'form of a rule');
    if (shots !== undefined) await page.screenshot({ path: `${shots}/message-rule.png`, fullPage: true });
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('region', { name: 'What is told' })
      .getByText('Limits of the grid operator, A car has charged')
      .first()
      .waitFor();
    assert.deepEqual(site.document.events, {
      channels: [
        {
          ...{ kind: 'mail', id: 'owner', server: { host: 'smtp.example.com' }, from: 'box@example.com' },
          to: ['anna@example.com', 'ben@example.com'],
        },
      ],
      rules: [{ topics: ['gridLimit', 'sessions'], channels: ['owner'], quiet: { fromMin: 1320, toMin: 420 } }],
    });
  });

  it('adds a push with headers, and takes a way away with the rules that led only there', async () => {
    const { page, site } = await open({ channels: [mail, phone], rules });
    await page.getByRole('button', { name: 'Edit: phone' }).click();
    await page.locator('#message-way-headers').fill('Title: {title}\nPriority: {priority}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('phone: changed.').waitFor();
    const events = () => site.document.events as { channels: object[]; rules: object[] };
    assert.deepEqual(events().channels[1], { ...phone, headers: { Title: '{title}', Priority: '{priority}' } });
    await page.getByRole('button', { name: 'Remove: phone' }).click();
    await page.getByText('phone: removed.').waitFor();
    assert.deepEqual(events(), { channels: [mail], rules: [{ topics: ['gridLimit'], channels: ['owner'] }] });
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
