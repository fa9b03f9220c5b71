import type { ChargePointState, CircuitState, State } from '../../firmware/api/shapes.ts';
import { CircuitHeading } from '../now/circuit-heading.tsx';
import { EnergyBars } from '../now/energy-bars.tsx';
import { HealthList } from '../now/health-list.tsx';
import { HouseConnection } from '../now/house-connection.tsx';
import { LimitStrip } from '../now/limit-strip.tsx';
import { Tile } from '../now/tile.tsx';
import { sentence } from '../reason/sentence.ts';
import { Invite } from '../start/invite.tsx';
import { useSpeech } from '../words/speech.ts';

/** The start page: how much current there is, who gets it, and why. `mayBegin`: whoever looks may set the box up. */
export function Now({ state, mayBegin = false }: { state: State; mayBegin?: boolean }) {
  const { words } = useSpeech();
  const root = state.circuits.find((circuit) => circuit.parent == null);
  return (
    <>
      <LimitStrip state={state} />
      <div class="board">
        <div class="side">
          {state.site.mode === 'observe' && <p class="panel observing">{words.observing}</p>}
          {mayBegin && state.chargePoints.length + state.meters.length === 0 && <Invite />}
          {root !== undefined && <HouseConnection circuit={root} gridW={state.flow.gridW} ageS={gridAgeS(state)} />}
          {root !== undefined && <EnergyBars flow={state.flow} chargePoints={state.chargePoints} />}
          <HealthList state={state} />
        </div>
        <section class={state.chargePoints.length > crowd ? 'points many' : 'points'} aria-label={words.chargePoints}>
          {state.chargePoints.length === 0 && <p class="panel soft">{words.noChargePoints}</p>}
          {state.circuits.map((circuit) => (
            <Group key={circuit.id} state={state} circuit={circuit} />
          ))}
        </section>
      </div>
    </>
  );
}

/** A circuit with its own charge points. */
function Group({ state, circuit }: { state: State; circuit: CircuitState }) {
  const speech = useSpeech();
  const numbered = state.chargePoints.map((chargePoint, index): [ChargePointState, number] => [chargePoint, index + 1]);
  const own = numbered.filter(([chargePoint]) => chargePoint.circuit === circuit.id);
  if (own.length === 0) return null;
  return (
    <section class="group" aria-labelledby={`circuit-${circuit.id}`}>
      <CircuitHeading circuit={circuit} />
      <div class="tiles">
        {own.map(([chargePoint, number]) => (
          <Tile
            key={chargePoint.id}
            number={number}
            chargePoint={chargePoint}
            why={sentence(speech, state, chargePoint)}
          />
        ))}
      </div>
    </section>
  );
}

/** More charge points than this are drawn denser on a low screen. */
const crowd = 4;

/** The age of what the house connection shows, s; null: its meter gives nothing, undefined: it has no meter. */
const gridAgeS = (state: State) => state.meters.find(({ role }) => role === 'grid')?.ageS;
