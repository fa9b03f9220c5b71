/** A paragraph of a Debian control file (deb822): field name in lower case -> value, lines of a folded value kept. */
export type Paragraph = ReadonlyMap<string, string>;

/**
 * Reads the paragraphs of a control file: dpkg's status, a `Packages` index, a machine-readable copyright file. Lines that
 * are no field of a paragraph are passed over; comments (`#`) too. The first of two fields with one name counts.
 */
export function readControl(text: string): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let fields = new Map<string, string>();
  let last: string | undefined;
  for (const line of `${text}\n`.split('\n')) {
    if (line.trim() === '') {
      if (fields.size > 0) paragraphs.push(fields);
      fields = new Map();
      last = undefined;
    } else if (line.startsWith('#')) {
    } else if (/^\s/.test(line)) {
      if (last !== undefined) fields.set(last, `${fields.get(last)}\n${line.trim()}`);
    } else {
      const [, name = '', value = ''] = /^([^\s:]+):\s*(.*)$/.exec(line) ?? [];
      last = name === '' || fields.has(name.toLowerCase()) ? undefined : name.toLowerCase();
      if (last !== undefined) fields.set(last, value.trim());
    }
  }
  return paragraphs;
}
