import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** Lines of a configuration by section. */
function sectionsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const [, name] = /^\[(.+)\]$/.exec(line) ?? [];
    if (name !== undefined) {
      lines = [];
      sections.set(name, lines);
    } else if (line !== '' && !line.startsWith('#')) lines.push(line);
  }
  return sections;
}

// The root service checks a bundle and then names its file to RAUC. Whoever has the program's user can put another file
// there in between: what holds then is what RAUC checks by itself.
describe('S17 RAUC by itself', () => {
  for (const target of ['cm4-arm64', 'generic-amd64']) {
    const sections = sectionsOf(readFileSync(`build/overlay-${target}/etc/rauc/system.conf.in`, 'utf8'));

    it(`S17 takes nothing older, nothing of another board and no unverified format, on ${target}`, () => {
      const system = sections.get('system') ?? [];
      for (const line of ['compatible=netwacht-@TARGET@', 'min-bundle-version=@VERSION@', 'bundle-formats=verity'])
        assert.ok(system.includes(line), line);
    });

    it(`S17 trusts the keyring of the image and no chain that ends elsewhere, on ${target}`, () => {
      const keyring = sections.get('keyring') ?? [];
      assert.ok(keyring.includes('path=/etc/rauc/keyring.pem'));
      assert.deepEqual(
        keyring.filter((line) => /^(allow-partial-chain|directory)=/.test(line)),
        [],
      );
    });

    it(`S17 writes to the disk that the box started from, on ${target}`, () => {
      const devices = [...sections.values()].flat().filter((line) => line.startsWith('device='));
      assert.equal(devices.length, 4);
      for (const device of devices) assert.match(device, /^device=\/dev\/netwacht\/(boot|root)[ab]$/);
    });
  }
});
