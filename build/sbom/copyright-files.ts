import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import type { DebianPackage } from './debian-packages.ts';
import type { NpmPackage } from './npm-packages.ts';

/** A licence text of the image and whose it is. */
export interface LicenceText {
  /** `libc6 2.41-12 (Debian)`, several where they share the text. */
  readonly of: readonly string[];
  readonly text: string;
}

/** The copyright file of a Debian package in an unpacked root. Throws when there is none: policy asks for one. */
export function debianCopyright(root: string, { name }: DebianPackage): string {
  const file = join(root, 'usr/share/doc', name, 'copyright');
  if (!existsSync(file))
    throw new NetwachtError(
      'noCopyright',
      `${name} has no copyright file in ${root}: is usr/share/doc stripped before the licences are collected?`,
    );
  return readFileSync(file, 'utf8');
}

/** The texts that Debian's copyright files point to instead of repeating them. */
export function commonLicences(root: string): readonly LicenceText[] {
  const folder = join(root, 'usr/share/common-licenses');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ of: [`/usr/share/common-licenses/${name}`], text: readFileSync(join(folder, name), 'utf8') }))
    .sort((a, b) => ((a.of[0] ?? '') < (b.of[0] ?? '') ? -1 : 1));
}

/**
 * The licence and notice files of an npm package, or a sentence that it has none.
 * @param projects folders with a node_modules, looked through in order
 */
export function npmCopyright(projects: readonly string[], part: NpmPackage): string {
  // Node for another machine is not installed on this one, and has the same text as Node for this one.
  const folders = part.folder.startsWith('node_modules/node-linux-')
    ? ['x64', 'arm64'].map((cpu) => `node_modules/node-linux-${cpu}`)
    : [part.folder];
  for (const project of projects)
    for (const folder of folders) {
      const path = join(project, folder);
      if (existsSync(join(path, 'package.json'))) return textsIn(path, part);
    }
  throw new NetwachtError(
    'noCopyright',
    `${part.name} ${part.version} ships, and is not installed in ${projects.join(', ')}: run npm ci`,
  );
}

function textsIn(folder: string, part: NpmPackage): string {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(name));
  if (files.length === 0)
    return `${part.licence ?? 'no licence'}: the package says so in its package.json and brings no text.`;
  return files
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/** Texts that are the same become one; the order stays. */
export function mergeTexts(texts: readonly LicenceText[]): readonly LicenceText[] {
  const merged = new Map<string, string[]>();
  for (const { of, text } of texts) merged.set(text, [...(merged.get(text) ?? []), ...of]);
  return [...merged].map(([text, of]) => ({ of, text }));
}

/** All texts as one file for a person. */
export function readableTexts(title: string, texts: readonly LicenceText[]): string {
  const line = '='.repeat(120);
  return [
    title,
    ...mergeTexts(texts).map(({ of, text }) => `${line}\n${of.join('\n')}\n${line}\n\n${text.trim()}\n`),
  ].join('\n\n');
}
