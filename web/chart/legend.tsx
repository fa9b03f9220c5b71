import { type ChartLine, dashes } from './model.ts';

/** The lines by name, each with a piece of it. */
export const Legend = ({ lines, limit }: { lines: readonly ChartLine[]; limit?: string | undefined }) => (
  <ul class="chart-legend">
    {lines.map(({ id, name, hue, dash = 'solid' }) => (
      <li key={id}>
        <svg class={`ink-${hue}`} viewBox="0 0 28 10" aria-hidden="true">
          <line x1="0" y1="5" x2="28" y2="5" stroke-dasharray={dashes[dash].join(' ')} />
        </svg>
        {name}
      </li>
    ))}
    {limit !== undefined && (
      <li>
        <svg class="chart-limit" viewBox="0 0 28 10" aria-hidden="true">
          <path d="M-4 10 6 0M4 10 14 0M12 10 22 0M20 10 30 0" />
          <line x1="0" y1="9" x2="28" y2="9" />
        </svg>
        {limit}
      </li>
    )}
  </ul>
);
