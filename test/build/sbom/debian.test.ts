import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readControl } from '../../../build/sbom/control-file.ts';
import { licencesOf } from '../../../build/sbom/debian-licences.ts';
import { installedPackages } from '../../../build/sbom/debian-packages.ts';
import { spdxOf } from '../../../build/sbom/spdx-names.ts';

describe('a control file of Debian', () => {
  it('is read paragraph by paragraph, folded lines with their field', () => {
    const [first, second, ...rest] = readControl(
      '# head\nA: 1\nB:\n two\n .\n three\n\n\n lost\nA: x\nA: y\nno field\n more\n',
    );
    assert.deepEqual(
      [...(first ?? [])],
      [
        ['a', '1'],
        ['b', '\ntwo\n.\nthree'],
      ],
    );
    assert.deepEqual([...(second ?? [])], [['a', 'x']]);
    assert.deepEqual(rest, []);
  });
});

describe('Debian packages of an image', () => {
  const status = `Package: libc6
Status: install ok installed
Section: libs
Architecture: arm64
Source: glibc
Version: 2.41-12

Package: gone
Status: deinstall ok config-files
Architecture: arm64
Version: 1

Package: attr
Status: hold ok installed
Section: non-free/utils
Architecture: arm64
Source: attr-source (1:2.5.2-3)
Version: 1:2.5.2-3+b1
`;

  it('are those that dpkg calls installed, with source and area', () => {
    const [attr, libc6, ...rest] = installedPackages(status);
    assert.deepEqual(attr?.source, { name: 'attr-source', version: '1:2.5.2-3' });
    assert.deepEqual([attr?.area, attr?.section], ['non-free', 'utils']);
    assert.deepEqual(libc6?.source, { name: 'glibc', version: '2.41-12' });
    assert.deepEqual([libc6?.area, libc6?.section], ['main', 'libs']);
    assert.deepEqual(rest, []);
  });

  it('are refused without a version', () => {
    assert.throws(
      () => installedPackages('Package: a\nStatus: install ok installed\nArchitecture: all\n'),
      /without "version"/,
    );
  });
});

describe('licences of a copyright file', () => {
  it('are the short names of its fields, taken apart', () => {
    const file = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
License: GPL-2+ or Artistic, and BSD-3-clause
 text and more

Files: a
License: (Expat or GPL-3+ with Bison exception) and public-domain
`;
    assert.deepEqual(licencesOf(file), {
      names: ['Artistic', 'BSD-3-clause', 'Expat', 'GPL-2+', 'GPL-3+ with Bison exception', 'public-domain'],
      machineReadable: true,
    });
  });

  it('are the common licences that a free text points to', () => {
    const file =
      'see /usr/share/common-licenses/GPL-2. Also `/usr/share/common-licenses/LGPL-2.1`; and /usr/share/common-licenses/GPL-2';
    assert.deepEqual(licencesOf(file), { names: ['GPL-2', 'LGPL-2.1'], machineReadable: false });
  });

  const spdx = JSON.parse(readFileSync('test/build/sbom/cyclonedx/spdx.schema.json', 'utf8')) as { enum: string[] };
  const names: readonly (readonly [string, string | undefined])[] = [
    ['Expat', 'MIT'],
    ['GPL-2', 'GPL-2.0-only'],
    ['GPL-2+', 'GPL-2.0-or-later'],
    ['GPL-3.0-or-later', 'GPL-3.0-or-later'],
    ['LGPL-2', 'LGPL-2.0-only'],
    ['lgpl-2.1+', 'LGPL-2.1-or-later'],
    ['AGPL-3', 'AGPL-3.0-only'],
    ['GFDL-NIV-1.3+', 'GFDL-1.3-no-invariants-or-later'],
    ['GFDL-1.2', 'GFDL-1.2-only'],
    ['BSD-2-clause', 'BSD-2-Clause'],
    ['ZLIB', 'Zlib'],
    ['MPL-2.0', 'MPL-2.0'],
    ['GPL', undefined],
    ['GPL-7', undefined],
    ['GFDL-2', undefined],
    ['Artistic', undefined],
    ['BSD', undefined],
    ['GPL-2+ with OpenSSL exception', undefined],
    ['constructor', undefined],
  ];
  for (const [name, id] of names)
    it(`${name} is ${id ?? 'no SPDX id'}`, () => {
      assert.equal(spdxOf(name), id);
      if (id !== undefined) assert.ok(spdx.enum.includes(id));
    });
});
