import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { asAdmin, Box } from '../box.ts';

const text = `${'Netwacht: licences of all parts\n'.repeat(1000)}the end`;

describe('S19 licence texts of the image', () => {
  let folder: string;
  let box: Box;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-licences-'));
    writeFileSync(join(folder, 'licences.txt.gz'), gzipSync(text));
    box = await Box.open({ licencesFile: join(folder, 'licences.txt.gz') });
  });
  after(async () => {
    await box.close();
    rmSync(folder, { recursive: true });
  });

  /** The body as it comes over the wire. */
  function fetched(headers: Record<string, string>): Promise<{ status: number; encoding: string; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const asked = request(
        { port: box.port, host: '127.0.0.1', path: '/api/v1/about/licences', headers },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              encoding: answer.headers['content-encoding'] ?? '',
              body: Buffer.concat(parts),
            }),
          );
        },
      );
      asked.on('error', reject).end();
    });
  }

  it('S19 come as they lie there for who reads gzip, and as plain text else', async () => {
    const packed = await fetched({ ...asAdmin, 'accept-encoding': 'gzip' });
    assert.deepEqual([packed.status, packed.encoding, gunzipSync(packed.body).toString()], [200, 'gzip', text]);
    const plain = await fetched(asAdmin);
    assert.deepEqual([plain.status, plain.encoding, plain.body.toString()], [200, '', text]);
  });

  it('S19 are not for strangers: versions stand beside them', async () => {
    assert.equal((await fetched({})).status, 401);
  });

  it('S19 are an error and nothing worse when the file is not there', async () => {
    const other = await Box.open({ licencesFile: join(folder, 'missing') });
    assert.equal((await other.ask('/api/v1/about/licences', { headers: asAdmin })).status, 503);
    await other.close();
  });

  it('S19 are part of an image only', async () => {
    const other = await Box.open();
    assert.equal((await other.ask('/api/v1/about/licences', { headers: asAdmin })).status, 501);
    await other.close();
  });
});
