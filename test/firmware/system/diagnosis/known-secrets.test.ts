import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSecret } from '../../../../firmware/store/secrets.ts';
import { knownSecrets } from '../../../../firmware/system/diagnosis/known-secrets.ts';
import { Masker } from '../../../../firmware/system/diagnosis/masker.ts';

describe('what a file for whoever helps must not show', () => {
  it('holds no receiver of messages, no channel of a push service and no password of them, and reads on', () => {
    const dir = mkdtempSync(join(tmpdir(), 'netwacht-known-'));
    try {
      writeSecret(dir, 'mail', { user: 'box', password: 'Zon-en-Wind-42' });
      const site = {
        events: {
          channels: [
            { id: 'owner', kind: 'mail', from: 'box@example.com', to: ['anna@example.com', 'ben@example.com'] },
            { id: 'phone', kind: 'push', url: 'https://push.example.com/anna-and-ben-7' },
            { id: 'bare', kind: 'webhook', url: 'https://hooks.example.com/' },
          ],
        },
      };
      const masker = new Masker(() => knownSecrets(dir, site, undefined));
      masker.refresh();
      const shown = JSON.stringify(masker.value({ site, said: '550 anna@example.com: no; Zon-en-Wind-42' }));
      for (const secret of ['anna@example', 'ben@example', 'box@example', 'anna-and-ben-7', 'Zon-en-Wind'])
        assert.ok(!shown.includes(secret), `${secret} in ${shown}`);
      assert.ok(shown.includes('https://push.example.com/') && shown.includes('hooks.example.com'));
      for (const none of [undefined, {}, { events: { channels: 7 } }, { events: { channels: [null, 3, {}] } }])
        assert.ok(!knownSecrets(dir, none, undefined).includes('anna@example.com'));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
