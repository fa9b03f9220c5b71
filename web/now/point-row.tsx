import type { ChargePointState } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { Mark } from '../part/mark.tsx';
import { memo } from '../part/memo.ts';
import { situationOf } from '../reason/sentence.ts';
import { useSpeech } from '../words/speech.ts';
import { statusOf } from './status.ts';

interface PointRowProps {
  readonly number: number;
  readonly chargePoint: ChargePointState;
  readonly wall: boolean;
  /** Where there is room for a second line. */
  readonly why: string | undefined;
}

/** A charge point in one line, for the wall of a large garage: number, name, state, offered, power. */
export const PointRow = memo(({ number, chargePoint, wall, why }: PointRowProps) => {
  const { words, one } = useSpeech();
  const { id, name, offeredA, powerW } = chargePoint;
  const { word, tone } = statusOf(chargePoint);
  return (
    <li class={`point-row tile-${tone}`} data-charge-point={id}>
      <a href={linkTo('point', [id], wall ? { wall: '1' } : {})} title={name}>
        <span class="tile-number">{number}</span> {name}
      </a>
      <span class="row-status">
        <Mark tone={tone} /> {word === 'charging' ? words.situation[situationOf(chargePoint)] : words.status[word]}
      </span>
      <span class="row-value">
        {offeredA == null ? <span class="no-value">–</span> : one(offeredA)}
        <small>{'\u00a0'}A</small>
      </span>
      <b class="row-value">
        {powerW == null ? <span class="no-value">–</span> : one(powerW / 1000)}
        <small>{'\u00a0'}kW</small>
      </b>
      {why !== undefined && (
        <small class="row-why" title={why}>
          {why}
        </small>
      )}
    </li>
  );
});
