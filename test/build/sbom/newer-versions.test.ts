import assert from 'node:assert/strict';
import { newerVersions, offersOf } from '../../../build/sbom/newer-versions.ts';

const madison = `
     libc6 | 2.41-12 | http://mirror.example/debian trixie/main arm64 Packages
     libc6 | 2.41-12+deb13u1 | http://mirror.example/debian trixie-updates/main arm64 Packages
     libc6 | 2.41-12+deb13u2 | http://mirror.example/debian-security trixie-security/main arm64 Packages
     bash | 5.2.37-2 | http://mirror.example/debian trixie/main arm64 Packages
     tar | 1.35-3 | http://mirror.example/debian trixie/main arm64 Packages
     tar | 1.36-1 | http://mirror.example/debian trixie-updates/main arm64 Packages
N: a remark of apt
`;
/** Good enough for the versions above. */
const isNewer = (a: string, b: string): boolean => a > b;

describe('newer versions of locked packages', () => {
  it('are read from what apt offers', () => {
    const offers = offersOf(madison);
    assert.equal(offers.length, 6);
    assert.deepEqual(offers[2], { name: 'libc6', version: '2.41-12+deb13u2', suite: 'trixie-security' });
  });

  it('S19 are told, those of the security suite first', () => {
    assert.deepEqual(
      newerVersions(['bash 5.2.37-2', 'libc6 2.41-12', 'tar 1.35-3', 'gone 1'], offersOf(madison), isNewer),
      [
        { name: 'libc6', locked: '2.41-12', version: '2.41-12+deb13u2', security: true },
        { name: 'tar', locked: '1.35-3', version: '1.36-1', security: false },
      ],
    );
  });

  it('S19 call a version of the security suite newer only where it is', () => {
    assert.deepEqual(newerVersions(['libc6 2.41-12+deb13u2'], offersOf(madison), isNewer), []);
  });
});
