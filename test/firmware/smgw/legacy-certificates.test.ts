import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { hanCurves } from './test-certificates.ts';

describe('certificates on brainpool curves in Node 24', () => {
  it('are never asked for in the old object form, which would kill the process', () => {
    const asking = globSync('firmware/**/*.ts').filter((file) =>
      /getPeerCertificate\s*\(|getPeerCertificate['"]|toLegacyObject|getCertificate\(/.test(readFileSync(file, 'utf8')),
    );
    assert.deepEqual(asking, []);
  });

  for (const curve of hanCurves)
    for (const version of ['TLSv1.2', 'TLSv1.3'])
      it(`canary: a process survives a handshake with ${curve} in ${version}`, () => {
        const { status, signal, stderr } = spawnSync(
          process.execPath,
          ['test/firmware/smgw/handshake-process.ts', curve, version],
          { timeout: 15_000 },
        );
        assert.deepEqual({ status, signal }, { status: 0, signal: null }, stderr.toString());
      });
});
