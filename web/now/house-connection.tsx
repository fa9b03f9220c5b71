import type { CircuitState, PhaseName } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { Age } from '../part/age.tsx';
import { Bar } from '../part/bar.tsx';
import { Mark } from '../part/mark.tsx';
import { circuitName, fusePowerW } from '../reason/ruling.ts';
import { useSpeech } from '../words/speech.ts';

interface HouseConnectionProps {
  readonly circuit: CircuitState;
  readonly gridW: number | null;
  readonly ageS: number | null | undefined;
  /** Shows the way to limit the house by hand. */
  readonly mayLimit: boolean;
}

const phases: readonly [PhaseName, 0 | 1 | 2][] = [
  ['L1', 0],
  ['L2', 1],
  ['L3', 2],
];

/** Room to the right of the fuse, so that an overload still shows. */
const beyondFuse = 1.08;
/** Less than this over a limit is noise of a meter. */
const noise = 1.01;

export function HouseConnection({ circuit, gridW, ageS, mayLimit }: HouseConnectionProps) {
  const { words, one, setting, short } = useSpeech();
  const fuseW = fusePowerW(circuit);
  return (
    <section class="panel house" aria-labelledby="house-title">
      <div class="house-head">
        <div>
          <h2 id="house-title">{circuitName(words, circuit)}</h2>
          <Age ageS={ageS} shown={gridW != null || circuit.drawnA.some((drawn) => drawn != null)} />
        </div>
        <p class="big">
          {gridW == null ? (
            <span class="no-value">{words.noValue}</span>
          ) : (
            <>
              {one(gridW / 1000)}
              <small>
                kW
                <br />
                {gridW < 0 ? words.house.export : words.house.import}
              </small>
            </>
          )}
        </p>
      </div>
      <ul class="phase-rows">
        {phases.map(([name, phase]) => (
          <Row
            key={name}
            name={name}
            label={name}
            value={circuit.drawnA[phase]}
            limit={circuit.limitA[phase]}
            fuse={circuit.fuseA}
            reserve={circuit.reserveA}
            write={one}
            writeLimit={(valueA) => `${short(valueA)}\u00a0A`}
          />
        ))}
        {circuit.limitW != null && (
          <Row
            name={words.house.power}
            label={words.house.powerName}
            value={gridW}
            limit={Math.min(circuit.limitW, phasesW(circuit, fuseW))}
            fuse={fuseW}
            reserve={0}
            write={(powerW) => one(powerW / 1000)}
            writeLimit={(powerW) => `${short(powerW / 1000)}\u00a0kW`}
          />
        )}
      </ul>
      <p class="legend" aria-hidden="true">
        <span class="key key-limit" /> {words.house.limit}
        {circuit.reserveA > 0 && (
          <>
            <span class="key key-reserve" /> {words.house.reserve} {setting(circuit.reserveA)}
          </>
        )}
        <span class="key key-fuse" /> {words.house.fuse} {setting(circuit.fuseA)}
      </p>
      {mayLimit && (
        <p class="note">
          <a href={linkTo('grid')}>{words.strip.limitHouse}</a>
        </p>
      )}
    </section>
  );
}

/** What the limits of the phases leave together, W: the power of all can be no more than that. */
const phasesW = ({ limitA, fuseA }: CircuitState, fuseW: number): number =>
  (fuseW * limitA.reduce((sum, phaseA) => sum + phaseA, 0)) / (3 * fuseA);

interface RowProps {
  readonly name: string;
  readonly label: string;
  readonly value: number | null | undefined;
  readonly limit: number;
  readonly fuse: number;
  readonly reserve: number;
  readonly write: (value: number) => string;
  readonly writeLimit: (value: number) => string;
}

/** One phase (or the power of all): bar and the same in words. */
function Row({ name, label, value, limit, fuse, reserve, write, writeLimit }: RowProps) {
  const { words } = useSpeech();
  const scale = fuse * beyondFuse;
  const exporting = value != null && value < 0;
  const over = value != null && value > limit * noise;
  return (
    <li class="phase-row">
      <span class="phase-name">
        <span aria-hidden="true">{name}</span>
        <span class="unseen">{label}</span>
      </span>
      <Bar
        fill={value == null ? undefined : Math.abs(value) / scale}
        kind={over ? 'over' : exporting ? 'export' : 'grid'}
        limit={limit / scale}
        reserveFrom={reserve > 0 ? Math.max(0, limit - reserve) / scale : undefined}
        fuse={fuse / scale}
      />
      <span class="phase-value">
        {value == null ? (
          <span class="no-value">{words.noValue}</span>
        ) : (
          <>
            <b>{write(value)}</b> {exporting ? words.house.export : words.house.of(writeLimit(limit))}
          </>
        )}
        {over && (
          <span class="over">
            <Mark tone="fault" /> {words.house.over}
          </span>
        )}
      </span>
    </li>
  );
}
