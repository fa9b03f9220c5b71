import type { HealthState, State } from '../../firmware/api/shapes.ts';
import { Mark, type Tone } from '../part/mark.tsx';
import { useSpeech } from '../words/speech.ts';
import { healthPlace } from './health-place.ts';

const tones: Record<HealthState['severity'], Tone> = { info: 'info', warning: 'limited', fault: 'fault' };
const order: readonly HealthState['severity'][] = ['fault', 'warning', 'info'];

/** What is not as it should be: what happened, what holds now, what to do. Read out when it changes. */
export function HealthList({ state }: { state: State }) {
  const { words, time } = useSpeech();
  const sorted = state.health.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <section role="status" class="health" aria-label={words.healthTitle}>
      {sorted.map(({ id, severity, code, what, since, message }) => (
        <p key={id} class={`panel health-item health-${severity}`}>
          <Mark tone={tones[severity]} />
          <span>
            <b>{words.severity[severity]}.</b> {words.health[code](nameOf(state, what), time(since, state.at))}
            <Place to={healthPlace(state, { id, severity, code, what, since, message })} />
          </span>
        </p>
      ))}
    </section>
  );
}

function Place({ to }: { to: string | undefined }) {
  const { words } = useSpeech();
  return to === undefined ? null : (
    <>
      {' '}
      <a href={to}>{words.show}</a>
    </>
  );
}

/** "Tesla bay (E1)" for a device of the site, also for several with commas; lines and parts keep their own name. */
function nameOf({ chargePoints, meters, circuits }: State, what: string): string {
  const all = [...chargePoints, ...meters, ...circuits];
  return what
    .split(', ')
    .map((one) => {
      const named = all.find(({ id }) => id === one);
      return named === undefined || named.name === one ? one : `${named.name} (${one})`;
    })
    .join(', ');
}
