import type { Component, LicenceChoice } from './cyclonedx.ts';
import type { DebianPackage } from './debian-packages.ts';
import type { NpmPackage } from './npm-packages.ts';
import { spdxOf } from './spdx-names.ts';

/** The firmware itself. */
export function productOf(facts: { target: string; version: string; commit: string; licence: string }): Component {
  return {
    type: 'firmware',
    'bom-ref': `netwacht-${facts.target}@${facts.version}`,
    name: 'netwacht',
    version: facts.version,
    licenses: [{ license: { id: facts.licence } }],
    properties: [
      { name: 'netwacht:commit', value: facts.commit },
      { name: 'netwacht:target', value: facts.target },
    ],
  };
}

/** Debian as a whole: scanners look for it to know which advisories are meant. `version` as in /etc/debian_version. */
export function debianItself(version: string): Component {
  return { type: 'operating-system', 'bom-ref': `debian@${version}`, name: 'debian', version };
}

export function npmComponent(part: NpmPackage): Component {
  const [group, name = ''] = part.name.startsWith('@') ? part.name.split('/') : [undefined, part.name];
  const purl = `pkg:npm/${group === undefined ? '' : `${encodeURIComponent(group)}/`}${name}@${encoded(part.version)}`;
  const node = name.startsWith('node-linux-');
  return {
    type: node ? 'platform' : 'library',
    'bom-ref': purl,
    name,
    ...(group === undefined ? {} : { group }),
    version: part.version,
    ...(node ? { cpe: `cpe:2.3:a:nodejs:node.js:${part.version}:*:*:*:*:*:*:*` } : {}),
    purl,
    ...(part.sha512 === undefined ? {} : { hashes: [{ alg: 'SHA-512' as const, content: part.sha512 }] }),
    ...(part.licence === undefined
      ? {}
      : / /.test(part.licence)
        ? { licenses: [{ expression: part.licence }] as const }
        : { licenses: [{ license: { id: part.licence } }] }),
  };
}

/** What is to be said of a Debian package beyond its own fields. */
export interface DebianFacts {
  /** The release of Debian as purls name it: `debian-13`. */
  readonly distro: string;
  /** Short names of its copyright file. */
  readonly licences: readonly string[];
  /** False where it made the image and is not in it. */
  readonly ships: boolean;
}

export function debianComponent(part: DebianPackage, { distro, licences, ships }: DebianFacts): Component {
  const { source, sha256 } = part;
  const upstream =
    source.name === part.name && source.version === part.version
      ? ''
      : `&upstream=${encoded(source.name)}%40${encoded(source.version)}`;
  const purl = `pkg:deb/debian/${encoded(part.name)}@${encoded(part.version)}?arch=${part.architecture}&distro=${distro}${upstream}`;
  return {
    type: typeOf(part),
    'bom-ref': purl,
    name: part.name,
    version: part.version,
    ...(ships ? {} : { scope: 'excluded' as const }),
    purl,
    ...(sha256 === undefined ? {} : { hashes: [{ alg: 'SHA-256' as const, content: sha256 }] }),
    ...(licences.length === 0 ? {} : { licenses: licenceChoices(licences) }),
    properties: [{ name: 'netwacht:debian:source', value: `${source.name} ${source.version}` }],
  };
}

function typeOf({ name, section }: DebianPackage): Component['type'] {
  if (name.startsWith('linux-image-')) return 'operating-system';
  if (/^(u-boot|raspi-firmware|firmware-|grub-efi)/.test(name)) return 'firmware';
  return section === 'libs' ? 'library' : 'application';
}

/** Each licence once, by its SPDX id where there is one. */
function licenceChoices(names: readonly string[]): readonly LicenceChoice[] {
  const choices = new Map<string, LicenceChoice>();
  for (const name of names) {
    const id = spdxOf(name);
    choices.set(id ?? name, { license: id === undefined ? { name } : { id } });
  }
  return [...choices.values()];
}

/** A part of a purl: percent-encoded but for the colon (purl specification, "character encoding"). */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%3A', ':');
