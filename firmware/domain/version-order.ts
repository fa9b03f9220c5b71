/** Numbers, then what stands before the release (`-rc.1`); what follows a `+` says nothing about the order. */
const form = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Below 0: `a` is older than `b`; 0: neither is; above 0: `a` is newer. Semantic Versioning 2.0.0, clause 11, as RAUC's
 * `min-bundle-version` compares. undefined: one of them is no such version.
 */
export function compareVersions(a: string, b: string): number | undefined {
  const [x, y] = [form.exec(a), form.exec(b)];
  if (x === null || y === null) return undefined;
  for (const part of [1, 2, 3]) {
    const difference = Number(x[part]) - Number(y[part]);
    if (difference !== 0) return difference;
  }
  return comparePreRelease(x[4], y[4]);
}

/** A version without a pre-release part is newer than one with; more parts are newer than fewer. */
function comparePreRelease(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const [x, y] = [a.split('.'), b.split('.')];
  for (let k = 0; k < Math.min(x.length, y.length); k += 1) {
    const difference = compareParts(x[k] ?? '', y[k] ?? '');
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

/** Numbers by value and before words; words by their letters' codes. */
function compareParts(a: string, b: string): number {
  const [x, y] = [a, b].map((part) => /^\d+$/.test(part));
  if (x && y) return Number(a) - Number(b);
  if (x !== y) return x ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
