/** Where a key leads along `count` points from `index`; undefined: the key is none of the chart's. */
export function walked(key: string, index: number | undefined, count: number): number | undefined {
  const here = index ?? -1;
  const many = Math.max(2, Math.round(count / 24));
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: here + 1,
    ArrowUp: here + 1,
    ArrowLeft: index === undefined ? count - 1 : here - 1,
    ArrowDown: index === undefined ? count - 1 : here - 1,
    PageUp: here + many,
    PageDown: here - many,
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
}
