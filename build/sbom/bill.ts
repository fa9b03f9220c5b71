import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import { debianComponent, debianItself, npmComponent, productOf } from './components.ts';
import { readControl } from './control-file.ts';
import { commonLicences, debianCopyright, type LicenceText, npmCopyright, readableTexts } from './copyright-files.ts';
import { bomOf } from './cyclonedx.ts';
import { licencesOf } from './debian-licences.ts';
import { type DebianPackage, installedPackages, packageOf } from './debian-packages.ts';
import { licenceFaults } from './licence-gate.ts';
import { type PackageLock, shippedNpmPackages } from './npm-packages.ts';
import { spdxOf } from './spdx-names.ts';

/** What the bill of materials is made from. Nothing of it is changed. */
export interface SbomInputs {
  /** Folder of the repository, with its node_modules. */
  readonly project: string;
  readonly target: string;
  /** The target's machine as Node names it: `arm64` or `x64`. */
  readonly cpu: string;
  readonly version: string;
  readonly commit: string;
  /** SOURCE_DATE_EPOCH, s. */
  readonly epochS: number;
  /** The unpacked root, before its documentation is stripped: dpkg's status and usr/share/doc/PACKAGE/copyright are read. */
  readonly root: string;
  /** Debian packages of the root whose files are taken out before it is packed. */
  readonly buildOnly: ReadonlySet<string>;
  /** Debian packages that ship beside the root (U-Boot, start files): their control fields, and where they are unpacked. */
  readonly apart: { readonly control: string; readonly files: string };
}

export interface SbomResult {
  /** netwacht-TARGET-VERSION.sbom.cdx.json */
  readonly bom: string;
  /** /opt/netwacht/licences.json: each part with its licences. */
  readonly licences: string;
  /** /opt/netwacht/licences.txt.gz: every licence text. */
  readonly texts: Buffer;
}

/**
 * The bill of materials (CycloneDX) and the licences of an image; the same inputs give the same bytes. Throws when a part
 * may not ship by its licence, or has no copyright file.
 */
export function sbomOf(inputs: SbomInputs): SbomResult {
  const lock = JSON.parse(readFileSync(join(inputs.project, 'package-lock.json'), 'utf8')) as PackageLock;
  const npm = shippedNpmPackages(lock, inputs.cpu);
  const debian = debianParts(inputs);
  const faults = licenceFaults(
    npm,
    debian.map(({ part }) => part),
  );
  if (faults.length > 0) throw new NetwachtError('licence', `not every part may ship:\n${faults.join('\n')}`);

  const release = readFileSync(join(inputs.root, 'etc/debian_version'), 'utf8').trim();
  const product = productOf({ ...inputs, licence: licenceOfProduct(inputs.project) });
  const components = [
    debianItself(release),
    ...npm.map(npmComponent),
    ...debian.map(({ part, licences }) =>
      debianComponent(part, {
        distro: `debian-${release.split('.')[0]}`,
        licences,
        ships: !inputs.buildOnly.has(part.name),
      }),
    ),
  ];
  return {
    bom: json(bomOf(product, components, inputs.epochS)),
    licences: json({
      format: 'netwacht-licences/1',
      target: inputs.target,
      version: inputs.version,
      parts: [
        ...npm.map(({ name, version, licence }) => ({ name, version, from: 'npm', licences: [licence] })),
        ...debian.map(({ part: { name, version, source }, licences }) => ({
          name,
          version,
          from: 'debian',
          licences: [...new Set(licences.map((licence) => spdxOf(licence) ?? licence))],
          source,
        })),
      ],
    }),
    texts: gzipSync(readableTexts(title(inputs), licenceTexts(inputs, npm, debian)), { level: 9 }),
  };
}

interface DebianPart {
  readonly part: DebianPackage;
  readonly copyright: string;
  /** Short names as Debian writes them. */
  readonly licences: readonly string[];
}

function debianParts({ root, apart }: SbomInputs): readonly DebianPart[] {
  const from = (part: DebianPackage, folder: string): DebianPart => {
    const copyright = debianCopyright(folder, part);
    return { part, copyright, licences: licencesOf(copyright).names };
  };
  const status = readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8');
  return [
    ...installedPackages(status).map((part) => from(part, root)),
    ...readControl(apart.control).map((fields) => from(packageOf(fields), apart.files)),
  ];
}

function licenceTexts(
  inputs: SbomInputs,
  npm: ReturnType<typeof shippedNpmPackages>,
  debian: readonly DebianPart[],
): readonly LicenceText[] {
  return [
    { of: [`netwacht ${inputs.version}`], text: readFileSync(join(inputs.project, 'LICENSE'), 'utf8') },
    ...npm.map((part) => ({ of: [`${part.name} ${part.version} (npm)`], text: npmCopyright([inputs.project], part) })),
    ...debian.map(({ part, copyright }) => ({ of: [`${part.name} ${part.version} (Debian)`], text: copyright })),
    ...commonLicences(inputs.root),
  ];
}

const title = ({ target, version }: SbomInputs): string =>
  `Netwacht ${version} for ${target}: licences of all parts.

The source code of each Debian part is what \`apt source SOURCE=VERSION\` fetches, from Debian or from its archive of all
versions; names and versions stand in licences.json and in the bill of materials. docs/release.md of the repository says how.`;

function licenceOfProduct(project: string): string {
  const file = join(project, 'package.json');
  const { license } = JSON.parse(readFileSync(file, 'utf8')) as { license?: string };
  if (license === undefined || !existsSync(join(project, 'LICENSE')))
    throw new NetwachtError('licence', `${file} names no licence, or its text is missing`);
  return license;
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 1)}\n`;
