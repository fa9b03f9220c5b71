/** The four states and three more, each a shape of its own: colour never says it alone. */
export type Tone = 'ok' | 'limited' | 'waiting' | 'fault' | 'idle' | 'unknown' | 'info';

const shapes: Record<Tone, string> = {
  ok: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2z',
  limited: 'M1.5 3h13L8 14.5z',
  waiting: 'M3 2.5h3.5v11H3zM9.5 2.5H13v11H9.5z',
  fault: 'M8 .8 15.2 8 8 15.2.8 8zM7 4.2v4.6h2V4.2zM7 10v2h2v-2z',
  idle: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2zm0 2a4 4 0 1 1 0 8 4 4 0 1 1 0-8z',
  unknown: 'M2 6.8h12v2.4H2z',
  info: 'M2 2h12v12H2zM7 4v2h2V4zM7 7v5h2V7z',
};

export function Mark({ tone }: { tone: Tone }) {
  return (
    <svg class={`mark tone-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      <path fill-rule="evenodd" d={shapes[tone]} />
    </svg>
  );
}
