import type { DebianPackage } from './debian-packages.ts';
import type { NpmPackage } from './npm-packages.ts';

/**
 * Licences under which an npm package may ship (S19). A new one is added here by a person who has read it: these ask for
 * no more than that their text goes with the image.
 */
const allowedForNpm: readonly string[] = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

/** Packages outside Debian's free archive that may ship, each with why. */
const allowedNonFree: Readonly<Record<string, string>> = {
  'raspi-firmware':
    'the start files of the Raspberry Pi; their licence allows passing them on, for use on a Raspberry Pi',
};

/** What may not ship: a sentence for each package; empty when all may. */
export function licenceFaults(npm: readonly NpmPackage[], debian: readonly DebianPackage[]): readonly string[] {
  return [
    ...npm
      .filter(({ licence }) => licence === undefined || !allowedExpression(licence))
      .map(
        ({ name, version, licence }) =>
          `${name} ${version} (npm) has the licence ${licence ?? 'of no name'}, which is not on the list`,
      ),
    ...debian
      .filter(({ name, area }) => area !== 'main' && !Object.hasOwn(allowedNonFree, name))
      .map(
        ({ name, version, area }) =>
          `${name} ${version} (Debian) is of the area ${area}, and not on the list of what may ship from there`,
      ),
  ];
}

/** An SPDX expression of `OR`: one alternative is enough. Other expressions are for a person to read. */
function allowedExpression(expression: string): boolean {
  const alternatives = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((id) => allowedForNpm.includes(id));
}
