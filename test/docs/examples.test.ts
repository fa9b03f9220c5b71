import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { factoryNetwork, networkSettingSchema } from '../../firmware/domain/network-setting.ts';
import { Box, password } from '../site/box.ts';
import { type Fence, fencesOfManual } from './fences.ts';
import { notChecked, notRun } from './not-run.ts';
import { siteWith } from './site-of-examples.ts';

/** A channel that owns AVAIL comes last: nobody else may set it then. */
const isLast = ({ file }: Fence): boolean => file === 'docs/smgw.md';
const fences = fencesOfManual().toSorted((a, b) => Number(isLast(a)) - Number(isLast(b)));
const place = ({ file, line }: Fence): string => `${file}:${line}`;
/** An example is known by its file and its first line, which says what it is. */
const nameOf = ({ file, text }: Fence): string => `${file}: ${(text.split('\n')[0] ?? '').trim().slice(0, 100)}`;

describe('the examples of the manual', () => {
  let box: Box;
  let folder = '';
  let token = '';
  let peerPem = '';
  let proofKey = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-examples-'));
    box = await Box.open({
      edit: (site) => ({
        ...site,
        // Examples push to it.
        devices: [...(site.devices as object[]), { id: 'M9', definition: 'pushed-meter' }],
        lpc: { circuit: 'house', scope: 'chargePoints', failsafeW: 4200 },
      }),
    });
    await box.waitFor('the loop steers', ({ state }) => state.cycle > 3);
    const expires = new Date(Date.now() + 86_400_000).toISOString();
    const { json, status } = await box.post('/api/v1/tokens', { name: 'manual', role: 'installer', expires });
    assert.equal(status, 201);
    token = (json as { token: string }).token;
    const peer = (await box.post('/api/v1/certificates', { name: 'gateway' })).json as { certificatePem: string };
    peerPem = JSON.stringify(peer.certificatePem).slice(1, -1);
    // The channel that an example brings a file to.
    await box.post('/api/v1/certificates', { name: 'han' });
    const channel = {
      scenario: 'HKS3',
      address: '10.11.120.2:4433',
      certificate: 'han',
      destination: 'emt.example:443',
    };
    const put = await box.put('/api/v1/smgw/channels/emt1', {
      ...channel,
      ...{ peerCertificatePem: peer.certificatePem, role: 'operator', variables: ['GRID'] },
    });
    assert.equal(put.status, 200, put.text);
    const proof = (await box.get('/api/v1/grid/log/verify')).json as { head: { key: string } };
    proofKey = proof.head.key;
  });
  after(async () => {
    await box?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  /** Placeholders of the manual as they are on the box of this test. */
  const filledIn = (text: string): string =>
    text
      .replaceAll(/(?:https?:\/\/)?ADDRESS(?::\d+)?|http:\/\/127\.0\.0\.1:8080/g, box.url)
      .replaceAll('-----BEGIN CERTIFICATE-----\\n…', peerPem)
      .replaceAll('--key KEY', `--key ${proofKey}`)
      .replaceAll('admin:PASSWORD', `admin:${password}`)
      .replaceAll('nw_…', token)
      .replaceAll(/\bnode scripts\//g, `${process.execPath} ${resolve('scripts')}/`);

  for (const fence of fences.filter(({ language }) => language === 'sh')) {
    const why = notRun[nameOf(fence)];
    if (why !== undefined) continue;
    it(`${place(fence)} does what it says`, () => {
      // A refusal of the box is a failure of the example.
      const script = `set -eu\ncurl() { command curl --silent --show-error --fail-with-body "$@"; echo; }\n${filledIn(fence.text)}`;
      const env = { ...process.env, BOX: box.url, PASSWORD: password, TOKEN: token };
      const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
        cwd: folder,
        env,
        encoding: 'utf8',
        timeout: 30_000,
      });
      assert.equal(status, 0, `${stdout}\n${stderr}`);
    });
  }

  for (const fence of fences.filter(({ language }) => language === 'json')) {
    if (notChecked[nameOf(fence)] !== undefined) continue;
    it(`${place(fence)} is taken by the box`, async () => {
      const example = parsed(fence.text);
      if (isRuleSet(example)) {
        const { status, text } = await box.put(`/api/v1/rule-sets/${example.id}`, example);
        assert.equal(status, 200, text);
        return;
      }
      if (isNetwork(example)) {
        networkSettingSchema.parse({ ...factoryNetwork, ...example });
        return;
      }
      const site = siteWith(example);
      assert.ok(site !== undefined, 'this is no part of a site document: tag it otherwise, or name it in not-run.ts');
      const { status, json, text } = await box.post('/api/v1/site/check', site);
      assert.equal(status, 200, text);
      assert.deepEqual((json as { faults: unknown }).faults, []);
    });
  }

  it('are tagged by what they are, so that none is left out', () => {
    const untagged = fences.filter(
      ({ language, text }) => language === '' && /^\s*(curl|node|npm|\$|sudo) ?/m.test(text),
    );
    assert.deepEqual(untagged.map(place), []);
  });

  it('are left out by name and reason alone', () => {
    const names = new Set(fences.map(nameOf));
    const stale = [...Object.keys(notRun), ...Object.keys(notChecked)].filter((name) => !names.has(name));
    assert.deepEqual(stale, []);
  });
});

const isNetwork = (example: unknown): example is object =>
  typeof example === 'object' && example !== null && 'han' in example;

const isRuleSet = (example: unknown): example is { id: string } =>
  typeof example === 'object' && example !== null && 'format' in example && example.format === 'netwacht-rule-set/1';

/** A whole document, or keys of one. */
function parsed(text: string): unknown {
  const trimmed = text.trim();
  return JSON.parse(trimmed.startsWith('"') ? `{${trimmed}}` : trimmed);
}
