/** A number as a person types it, with a decimal comma or point; undefined: it is none. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim().replace(',', '.');
  if (!/^-?(\d+(\.\d*)?|\.\d+)$/.test(plain)) return undefined;
  return Number(plain);
}

/** A number as it stands in a field that is opened: the language's decimal sign, no grouping. */
export const textOf = (value: number | undefined, language: string): string =>
  value === undefined
    ? ''
    : new Intl.NumberFormat(language, { maximumFractionDigits: 3, useGrouping: false }).format(value);
