import type { ChargePointState, PhaseName } from '../../firmware/api/shapes.ts';
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
}

/** A charge point at a glance. */
export const Tile = memo(({ number, chargePoint, why }: TileProps) => {
  const { words, one } = useSpeech();
  const { id, name, powerW, offeredA, maxA, drawnA } = chargePoint;
  const { word, tone } = statusOf(chargePoint);
  const drawn = highest(drawnA);
  return (
    <article class={`panel tile tile-${tone}`} aria-labelledby={`point-${id}`} data-charge-point={id}>
      <header>
        <h3 id={`point-${id}`}>
          <span class="tile-number">{number}</span> {name}
        </h3>
        <p class="status">
          <Mark tone={tone} /> {words.status[word]}
        </p>
      </header>
      <div class="tile-numbers">
        <p class="tile-power">
          {powerW == null ? (
            <span class="no-value">{words.noValue}</span>
          ) : (
            <>
              {one(powerW / 1000)} <small>kW</small>
            </>
          )}
        </p>
        <dl class="three">
          <Current label={words.tile.offered} valueA={offeredA} />
          <Current label={words.tile.drawn} valueA={drawn} />
          <Current label={words.tile.max} valueA={maxA} setting={true} />
        </dl>
      </div>
      <Bar
        kind="cars"
        fill={drawn === null ? undefined : drawn / maxA}
        offered={offeredA == null ? undefined : offeredA / maxA}
      />
      <ul class="phases">
        <Phase name="L1" phases={chargePoint.phases} drawnA={drawnA[0]} />
        <Phase name="L2" phases={chargePoint.phases} drawnA={drawnA[1]} />
        <Phase name="L3" phases={chargePoint.phases} drawnA={drawnA[2]} />
      </ul>
      <p class="why">{why}</p>
    </article>
  );
});

function highest(drawnA: ChargePointState['drawnA']): number | null {
  const known = drawnA.filter((valueA) => valueA != null);
  return known.length === 0 ? null : Math.max(...known);
}

function Current({ label, valueA, setting = false }: { label: string; valueA: number | null; setting?: boolean }) {
  const speech = useSpeech();
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {valueA == null ? (
          <span class="no-value">{speech.words.noValue}</span>
        ) : (
          (setting ? speech.setting : speech.ampere)(valueA)
        )}
      </dd>
    </div>
  );
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
      {flows ? one(drawnA) : null}
      {used && drawnA == null ? <span class="no-value">{words.noValue}</span> : <span class="unseen">{text}</span>}
    </li>
  );
}
