/** RAUC takes a signature with the manifest in it of at most 64 KiB, and a page is not a book. */
const maxCharacters = 12_000;

/**
 * What changed in a version, for the update that holds it: its section of CHANGELOG.md, else what is not released yet, as
 * plain text. undefined: the file has neither.
 */
export function changesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const of = (name: string): string | undefined => sections.find((section) => /^\S+/.exec(section)?.[0] === name);
  const section = of(version) ?? of('Unreleased');
  const text = section?.split('\n').slice(1).join('\n').trim();
  if (text === undefined || text === '') return undefined;
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, text.lastIndexOf('\n', maxCharacters))}\n…`;
}

/** A value of a key file (GLib): what would end the line or the value is written with a backslash. */
export const keyFileValue = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replace(/^ /, '\\s');
