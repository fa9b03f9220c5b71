import type { ChargePointState, PhaseName } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { Bar } from '../part/bar.tsx';
import { Mark } from '../part/mark.tsx';
import { memo } from '../part/memo.ts';
import { useSpeech } from '../words/speech.ts';
import { statusOf } from './status.ts';

interface TileProps {
  readonly number: number;
  readonly chargePoint: ChargePointState;
  /** What is, why, what ends it. */
  readonly why: string;
  /** On a wall; who looks closer comes back there. */
  readonly wall: boolean;
}

/** A charge point at a glance. */
export const Tile = memo(({ number, chargePoint, why, wall }: TileProps) => {
  const { words, one, ampere, setting } = useSpeech();
  const { id, name, powerW, offeredA, maxA, drawnA } = chargePoint;
  const { word, tone } = statusOf(chargePoint);
  const drawn = highest(drawnA);
  return (
    <article class={`panel tile tile-${tone}`} aria-labelledby={`point-${id}`} data-charge-point={id}>
      <header>
        <h3 id={`point-${id}`} title={name}>
          <a href={linkTo('point', [id], wall ? { wall: '1' } : {})} aria-describedby={`why-${id}`}>
            <span class="tile-number">{number}</span> {name}
          </a>
        </h3>
        <p class="status">
          <Mark tone={tone} /> {words.status[word]}
        </p>
        <p class="tile-power">
          {powerW == null ? (
            <span class="no-value">{words.noValue}</span>
          ) : (
            <>
              {one(powerW / 1000)}
              <small>kW</small>
            </>
          )}
        </p>
      </header>
      <div class="tile-scale">
        <p>
          {words.tile.offered}{' '}
          <b>{offeredA == null ? <span class="no-value">{words.noValue}</span> : ampere(offeredA)}</b>
        </p>
        <p>
          {words.tile.max} <b>{setting(maxA)}</b>
        </p>
        <Bar
          kind="cars"
          fill={drawn === null ? undefined : drawn / maxA}
          offered={offeredA == null ? undefined : offeredA / maxA}
        />
      </div>
      <div class="tile-drawn">
        <p>{words.tile.drawn}</p>
        {drawn === null ? (
          <span class="no-value">{words.noValue}</span>
        ) : (
          <ul class="phases">
            <Phase name="L1" phases={chargePoint.phases} drawnA={drawnA[0]} />
            <Phase name="L2" phases={chargePoint.phases} drawnA={drawnA[1]} />
            <Phase name="L3" phases={chargePoint.phases} drawnA={drawnA[2]} />
          </ul>
        )}
      </div>
      <p class="why" id={`why-${id}`}>
        {why}
      </p>
    </article>
  );
});

function highest(drawnA: ChargePointState['drawnA']): number | null {
  const known = drawnA.filter((valueA) => valueA != null);
  return known.length === 0 ? null : Math.max(...known);
}

/** Less than this is a meter's zero. */
const nothingA = 0.3;

/** A phase by its real name: filled = current flows, outline = in use without current, dot = not in use. */
function Phase({ name, phases, drawnA }: { name: PhaseName; phases: readonly PhaseName[]; drawnA: number | null }) {
  const { words, one } = useSpeech();
  const used = phases.includes(name);
  const flows = drawnA != null && drawnA >= nothingA;
  const mark = flows ? 'used' : used ? 'idle' : 'unused';
  const text = { used: words.tile.phaseUsed, idle: words.tile.phaseIdle, unused: words.tile.phaseUnused }[mark];
  return (
    <li class={`phase-${mark}`}>
      {name}
      <span class="phase-mark" aria-hidden="true" />
      {used || flows ? drawnA == null ? <span class="no-value">{words.noValue}</span> : <b>{one(drawnA)}</b> : null}
      <span class="unseen">{text}</span>
    </li>
  );
}
