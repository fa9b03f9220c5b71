import type { ChargePointState, PhaseName } from '../../firmware/api/shapes.ts';
import { Bar } from '../part/bar.tsx';
import { Panel } from '../part/panel.tsx';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';

const phases: readonly [PhaseName, 0 | 1 | 2][] = [
  ['L1', 0],
  ['L2', 1],
  ['L3', 2],
];

/** Less than this between offer and draw is how cars are. */
const worthSayingA = 1;

/** What a car leaves of its offer, A; undefined: nothing worth saying, or not known. */
export function notTakenA({ state, offeredA, drawnA }: ChargePointState): number | undefined {
  const known = drawnA.filter((drawn) => drawn !== null);
  if (offeredA === null || known.length === 0 || (state !== 'C' && state !== 'D')) return undefined;
  const left = offeredA - Math.max(...known);
  return left >= worthSayingA ? left : undefined;
}

/** Three numbers of each phase that are never mixed: configured, offered, drawn. */
export function CurrentsPanel({ chargePoint }: { chargePoint: ChargePointState }) {
  const { words, ampere, setting, kilowatt } = useSpeech();
  const w = usePointWords();
  const { offeredA, maxA, drawnA, powerW } = chargePoint;
  const none = <span class="no-value">{words.noValue}</span>;
  const left = notTakenA(chargePoint);
  const used = (name: PhaseName): boolean => chargePoint.phases.includes(name);
  return (
    <Panel id="currents" title={w.amps.title}>
      <table class="point-amps">
        <caption class="unseen">{w.amps.title}</caption>
        <thead>
          <tr>
            <th scope="col">{w.amps.phase}</th>
            <th scope="col">{w.amps.drawn}</th>
            <th scope="col">{w.amps.offered}</th>
            <th scope="col">{w.amps.set}</th>
          </tr>
        </thead>
        <tbody>
          {phases.map(([name, phase]) => {
            const drawn = drawnA[phase];
            return used(name) || (drawn ?? 0) > 0 ? (
              <tr key={name} data-phase={name}>
                <th scope="row">{name}</th>
                <td>{drawn === null ? none : <b>{ampere(drawn)}</b>}</td>
                <td>{offeredA === null ? none : ampere(offeredA)}</td>
                <td>{setting(maxA)}</td>
              </tr>
            ) : (
              <tr key={name} data-phase={name}>
                <th scope="row">{name}</th>
                <td class="soft" colSpan={3}>
                  {w.amps.unused}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Bar
        kind="cars"
        fill={
          drawnA.some((drawn) => drawn !== null) ? Math.max(...drawnA.map((drawn) => drawn ?? 0)) / maxA : undefined
        }
        offered={offeredA === null ? undefined : offeredA / maxA}
      />
      <p class="note">
        {powerW !== null && w.amps.sum(kilowatt(powerW))} {left !== undefined && w.amps.notTaken(ampere(left))}
      </p>
    </Panel>
  );
}
