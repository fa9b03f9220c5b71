import assert from 'node:assert/strict';
import { mirrorsOf } from '../../build/stages/mirrors.ts';

const archive = 'http://mirror.example/debian';
const security = 'http://mirror.example/debian-security';

describe("the mirrors of the host's apt", () => {
  it('are found in the format of paragraphs, remarks and all', () => {
    const text = `Types: deb\n# http://old.example/x\nURIs: ${archive}\nSuites: bookworm bookworm-updates\nComponents: main\n\nTypes: deb\nURIs: ${security}\nSuites: bookworm-security\nComponents: main\n`;
    assert.deepEqual(mirrorsOf(text), { archive, security });
  });

  it('are found in the format of lines, with options', () => {
    const text = `# deb http://old.example bookworm main\ndeb [arch=amd64 signed-by=/k] ${archive} trixie main contrib\ndeb ${security} trixie-security main\n`;
    assert.deepEqual(mirrorsOf(text), { archive, security });
  });

  it('are not those of others, of sources, or switched off', () => {
    const text =
      `deb https://others.example/node nodistro main\ndeb-src ${archive} trixie main\n\n` +
      `Enabled: no\nTypes: deb\nURIs: http://off.example\nSuites: trixie trixie-security\nComponents: main\n\n` +
      `Types: deb deb-src\nURIs: ${archive}/\nSuites: trixie\nComponents: main non-free\n\ndeb ${security} stable/updates main\n`;
    assert.deepEqual(mirrorsOf(text), { archive: `${archive}/`, security });
  });

  it('that are missing are named', () => {
    assert.throws(() => mirrorsOf(`deb ${archive} trixie main`), { code: 'noMirror', message: /security/ });
    assert.throws(() => mirrorsOf(''), { code: 'noMirror', message: /Debian archive/ });
  });
});
