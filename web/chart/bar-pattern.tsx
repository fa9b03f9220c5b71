import type { Hue } from './model.ts';

/** How a hue is filled in bars, so that it is not told by colour alone: full, slanted, dotted … */
const drawn: Readonly<Partial<Record<Hue, string>>> = {
  solar: 'M0 8 8 0M-2 2 2-2M6 10 10 6',
  battery: 'M0 4H8',
  cars: 'M4 0V8',
};

export const patternOf = (hue: Hue, id: string): string =>
  drawn[hue] === undefined ? 'currentcolor' : `url(#${id}-${hue})`;

/** The fills of one drawing. */
export const BarPatterns = ({ id }: { id: string }) => (
  <defs>
    {(Object.entries(drawn) as [Hue, string][]).map(([hue, path]) => (
      <pattern key={hue} id={`${id}-${hue}`} class={`ink-${hue}`} width="8" height="8" patternUnits="userSpaceOnUse">
        <rect width="8" height="8" fill="currentcolor" />
        <path class="chart-pattern" d={path} />
      </pattern>
    ))}
  </defs>
);
