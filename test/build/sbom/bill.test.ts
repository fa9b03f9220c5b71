import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type SbomInputs, sbomOf } from '../../../build/sbom/bill.ts';
import type { Bom } from '../../../build/sbom/cyclonedx.ts';
import { bomFaults } from './cyclonedx-schema.ts';

const format = 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/';
const files: Readonly<Record<string, string>> = {
  'root/etc/debian_version': '13.8\n',
  'root/var/lib/dpkg/status': `Package: libc6
Status: install ok installed
Section: libs
Architecture: arm64
Source: glibc
Version: 2.41-12

Package: linux-image-6.12-arm64
Status: install ok installed
Section: kernel
Architecture: arm64
Version: 1:6.12+1~deb13u1

Package: dpkg
Status: install ok installed
Section: admin
Architecture: arm64
Version: 1.22
`,
  'root/usr/share/doc/libc6/copyright': `${format}\n\nFiles: *\nLicense: LGPL-2.1+\n`,
  'root/usr/share/doc/linux-image-6.12-arm64/copyright': `${format}\n\nFiles: *\nLicense: GPL-2 and Xen-interface\n`,
  'root/usr/share/doc/dpkg/copyright': `${format}\n\nFiles: *\nLicense: GPL-2+\n`,
  'root/usr/share/common-licenses/GPL-2': 'the text of the GPL',
  'loader/usr/share/doc/u-boot-rpi/copyright': `${format}\n\nFiles: *\nLicense: GPL-2+\n`,
};

describe('S19 the bill of materials', () => {
  let folder: string;
  let inputs: SbomInputs;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-sbom-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const uboot = 'Package: u-boot-rpi\nVersion: 2025.01-3\nArchitecture: arm64\nSource: u-boot\n';
    const sum = `SHA256: ${'ab'.repeat(32)}\n`;
    inputs = {
      project: '.',
      target: 'cm4-arm64',
      cpu: process.arch,
      version: '1.2.3',
      commit: '0123abc',
      epochS: 1_800_000_000,
      root: join(folder, 'root'),
      buildOnly: new Set(['dpkg']),
      apart: { control: uboot + sum, files: join(folder, 'loader') },
    };
  });

  after(() => rmSync(folder, { recursive: true }));

  it('S19 has every Debian package, of the root and of the loader, and every npm package', () => {
    const { components } = JSON.parse(sbomOf(inputs).bom) as Bom;
    const purls = components.map(({ purl }) => purl);
    assert.ok(purls.includes('pkg:deb/debian/libc6@2.41-12?arch=arm64&distro=debian-13&upstream=glibc%402.41-12'));
    assert.ok(purls.includes('pkg:deb/debian/linux-image-6.12-arm64@1:6.12%2B1~deb13u1?arch=arm64&distro=debian-13'));
    assert.ok(purls.includes('pkg:npm/%40koa/router@15.7.0'));
    const uboot = components.find(({ name }) => name === 'u-boot-rpi');
    assert.deepEqual([uboot?.type, uboot?.hashes], ['firmware', [{ alg: 'SHA-256', content: 'ab'.repeat(32) }]]);
    assert.match(components.find(({ type }) => type === 'platform')?.cpe ?? '', /^cpe:2\.3:a:nodejs:node\.js:24\./);
  });

  it('S19 tells apart what made the image and is not in it', () => {
    const { components } = JSON.parse(sbomOf(inputs).bom) as Bom;
    assert.deepEqual(
      components.filter(({ scope }) => scope !== undefined).map(({ name, scope }) => [name, scope]),
      [['dpkg', 'excluded']],
    );
  });

  it('S19 says what the product is, and of which commit', () => {
    const { metadata, dependencies, components } = JSON.parse(sbomOf(inputs).bom) as Bom;
    assert.equal(metadata.timestamp, '2027-01-15T08:00:00Z');
    assert.deepEqual([metadata.component.type, metadata.component.version], ['firmware', '1.2.3']);
    assert.deepEqual(metadata.component.properties?.[0], { name: 'netwacht:commit', value: '0123abc' });
    assert.equal(dependencies[0]?.dependsOn?.length, components.length);
  });

  it('S19 is the same to the byte for the same parts, and has another serial number for others', () => {
    const [a, b] = [sbomOf(inputs), sbomOf(inputs)];
    assert.deepEqual(a, b);
    const serial = (bom: string) => (JSON.parse(bom) as Bom).serialNumber;
    assert.notEqual(serial(a.bom), serial(sbomOf({ ...inputs, commit: '0123abd' }).bom));
  });

  it('S19 is valid by the schema of CycloneDX 1.6', () => {
    assert.deepEqual(bomFaults(JSON.parse(sbomOf(inputs).bom)), []);
    const broken = JSON.parse(sbomOf(inputs).bom) as { components: { licenses: unknown }[] };
    if (broken.components[1] !== undefined) broken.components[1].licenses = [{ license: { id: 'Expat' } }];
    assert.notDeepEqual(bomFaults(broken), []);
  });

  it('S19 comes with the licences of each part and every text', () => {
    const { licences, texts } = sbomOf(inputs);
    const { parts } = JSON.parse(licences) as { parts: { name: string; licences: string[] }[] };
    const licencesOf = (of: string) => parts.find(({ name }) => name === of)?.licences;
    assert.deepEqual(licencesOf('linux-image-6.12-arm64'), ['GPL-2.0-only', 'Xen-interface']);
    assert.deepEqual(licencesOf('koa'), ['MIT']);
    const text = gunzipSync(texts).toString();
    const expected = ['netwacht 1.2.3', 'koa 3.3.0 (npm)', 'libc6 2.41-12 (Debian)', '/GPL-2\n', 'the text of the GPL'];
    for (const part of expected) assert.ok(text.includes(part), part);
  });

  it('S19 fails where a copyright file is missing or a part may not ship', () => {
    const apart = (control: string): SbomInputs => ({ ...inputs, apart: { control, files: join(folder, 'loader') } });
    assert.throws(() => sbomOf(apart('Package: a\nVersion: 1\nArchitecture: all\n')), /a has no copyright file/);
    mkdirSync(join(folder, 'loader/usr/share/doc/b'), { recursive: true });
    writeFileSync(join(folder, 'loader/usr/share/doc/b/copyright'), 'all rights reserved');
    const closed = 'Package: b\nVersion: 1\nArchitecture: all\nSection: non-free/x\n';
    assert.throws(() => sbomOf(apart(closed)), /b 1 \(Debian\) is of the area non-free/);
  });
});
