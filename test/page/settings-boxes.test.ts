import assert from 'node:assert/strict';
import type { LeaderState } from '../../firmware/domain/leader.ts';
import type { MemberState } from '../../firmware/domain/members.ts';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of several boxes', () => {
  const under = PageUnderTest.use();
  const member: MemberState = {
    ...{ id: 'row1', name: 'Row 1', circuit: 'house', state: 'lost', lostSince: sampleState().at, fault: 'timed out' },
    ...{ grantedA: [20, 20, 18.5], heldA: [20, 20, 18.5], drawnA: [null, null, null], wantedA: [32, 32, 32] },
    ...{ failsafeA: [6, 6, 6], cars: 2, leaseLeftS: 0 },
  };
  const leader: LeaderState = {
    ...{ circuit: 'house', state: 'granted', since: sampleState().at, leader: { id: 'nw-1', name: 'Cellar' }, seq: 7 },
    ...{ limitA: [10, 10, 9.5], leaseLeftS: 13.2, failsafeA: [6, 6, 6], confirmed: true, atMostA: [9, 9, 9] },
    ...{ drawnA: [8, 8, 8], wantedA: [32, 32, 32], houseA: [1, 1, 1], cars: 1 },
  };

  async function open(edit: (document: Record<string, unknown>) => Record<string, unknown>) {
    const site = new FakeSite();
    site.change((document) => edit({ ...document, acceptFailsafeRisk: true }));
    const secrets: unknown[] = [];
    const seen = await under.open({
      state: { ...sampleState(), members: [member], leader },
      routes: {
        ...site.routes(),
        'PUT /api/v1/secrets/member-1': (body) => {
          secrets.push(body);
          return [204, undefined];
        },
      },
    });
    await seen.page.goto(new URL('#/settings/boxes', seen.box.url).href);
    await seen.page.locator('#members').waitFor();
    return { ...seen, site, secrets };
  }

  it('takes a box to lead and its token, and keeps the token to itself', async () => {
    const { page, site, secrets } = await open((document) => document);
    await page.getByText('This box leads no other.').waitFor();
    await page.getByRole('button', { name: 'Lead another box' }).click();
    await page.locator('#member-id').fill('row1');
    await page.locator('#member-address').fill('https://10.0.0.7');
    await page.locator('#member-failsafeA').fill('6');
    await axe(page, 'member form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[data-row=row1]').waitFor();
    assert.deepEqual(site.document.members, [
      { token: 'member-1', id: 'row1', address: 'https://10.0.0.7', failsafeA: [6] },
    ]);
    await page.locator('#token-member-1').fill('nw_secret');
    await page.getByRole('button', { name: 'Keep the token' }).click();
    await page.getByText('The token is kept.').waitFor();
    assert.deepEqual(secrets, [{ password: 'nw_secret' }]);
    assert.ok(!JSON.stringify(site.document).includes('nw_secret'));
  });

  it('says how those stand that it leads, and who leads it', async () => {
    const { page, complaints } = await open((document) => ({
      ...document,
      leader: { circuit: 'house', failsafeA: 6 },
      members: [{ id: 'row1', name: 'Row 1', address: 'http://10.0.0.7', token: 'member-1', failsafeA: 6 }],
    }));
    const now = plain(await page.locator('[data-row=now-row1]').textContent());
    assert.match(now, /Row 1does not answer, since .*20 \/ 20 \/ 18.5 A– \/ – \/ – A32 \/ 32 \/ 32 A/);
    const led = plain(await page.locator('[aria-labelledby=leader]').textContent());
    assert.match(led, /Led byCellar.*Limit10 \/ 10 \/ 9.5 A.*Holds for13 s/);
    await axe(page, 'several boxes');
    await speak(page, 'fr');
    await itFits(page, [320, 390, 1024], 'several boxes');
    assert.deepEqual(complaints, []);
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
