import type { CircuitState, Role, State } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { CircuitHeading } from '../now/circuit-heading.tsx';
import { DayChartWhenWide } from '../now/day-chart-when-wide.tsx';
import { densityOf, lowScreen, useMedia } from '../now/density.ts';
import { DeviceList } from '../now/device-list.tsx';
import { EnergyBars } from '../now/energy-bars.tsx';
import { FlowNodes } from '../now/flow-picture.tsx';
import { HealthList } from '../now/health-list.tsx';
import { HouseConnection } from '../now/house-connection.tsx';
import { LimitStrip } from '../now/limit-strip.tsx';
import { PointRow } from '../now/point-row.tsx';
import { Tile } from '../now/tile.tsx';
import { changesChannels, changesSite, sees } from '../part/role.ts';
import { sentence } from '../reason/sentence.ts';
import { Invite } from '../start/invite.tsx';
import { useSpeech } from '../words/speech.ts';

interface NowProps {
  readonly state: State;
  readonly role: Role;
  /** On a wall, without menu and foot, for weeks. */
  readonly wall?: boolean;
}

/** The start page: how much current there is, who gets it, and why. */
export function Now({ state, role, wall = false }: NowProps) {
  const { words } = useSpeech();
  const root = state.circuits.find((circuit) => circuit.parent == null);
  const low = useMedia(lowScreen);
  const density = densityOf(state.chargePoints.length);
  const rows = (density === 'lines' || density === 'rows') && (low || wall);
  return (
    <>
      <LimitStrip state={state} />
      <div class={`board board-${density}${rows ? ' board-list' : ''}`}>
        <div class="side">
          {state.site.mode === 'observe' && <p class="panel observing">{words.observing}</p>}
          {changesSite(role) && state.chargePoints.length + state.meters.length === 0 && <Invite />}
          {root !== undefined && (
            <HouseConnection
              circuit={root}
              gridW={state.flow.gridW}
              ageS={gridAgeS(state)}
              mayLimit={!wall && changesChannels(role)}
            />
          )}
          {root !== undefined && (
            <section class="panel energy-panel" aria-label={words.energy.title}>
              <FlowNodes flow={state.flow} chargePoints={state.chargePoints} />
              <EnergyBars flow={state.flow} chargePoints={state.chargePoints} />
            </section>
          )}
          <HealthList state={state} />
          {!wall && (
            <p class="wall-link">
              <a href={linkTo('now', [], { wall: '1' })}>{words.wall.open}</a>
            </p>
          )}
        </div>
        <section class={`points ${density}`} aria-label={words.chargePoints}>
          {state.chargePoints.length === 0 && <p class="panel soft">{words.noChargePoints}</p>}
          {state.circuits.map((circuit) => (
            <Group key={circuit.id} state={state} circuit={circuit} rows={rows} told={density !== 'rows'} wall={wall} />
          ))}
          {!wall && <DeviceList state={state} opens={sees(role, 'devices')} />}
          {!wall && sees(role, 'history') && state.meters.length > 0 && <DayChartWhenWide state={state} />}
        </section>
      </div>
    </>
  );
}

interface GroupProps {
  readonly state: State;
  readonly circuit: CircuitState;
  readonly rows: boolean;
  /** Rows have room for the sentence. */
  readonly told: boolean;
  readonly wall: boolean;
}

/** A circuit with its own charge points; one without is there when it has a limit of its own. */
function Group({ state, circuit, rows, told, wall }: GroupProps) {
  const speech = useSpeech();
  const { chargePoints } = state;
  const own = chargePoints.filter((chargePoint) => chargePoint.circuit === circuit.id);
  // On a wall the strip tells it.
  if (own.length === 0 && (wall || circuit.parent == null || !hasLimit(circuit))) return null;
  const number = (chargePoint: State['chargePoints'][number]): number => chargePoints.indexOf(chargePoint) + 1;
  return (
    <section class="group" aria-labelledby={`circuit-${circuit.id}`}>
      <CircuitHeading circuit={circuit} />
      {rows ? (
        <ul class="point-rows">
          {own.map((chargePoint) => (
            <PointRow
              key={chargePoint.id}
              number={number(chargePoint)}
              chargePoint={chargePoint}
              wall={wall}
              why={told ? sentence(speech, state, chargePoint) : undefined}
            />
          ))}
        </ul>
      ) : (
        own.length > 0 && (
          <div class="tiles">
            {own.map((chargePoint) => (
              <Tile
                key={chargePoint.id}
                number={number(chargePoint)}
                chargePoint={chargePoint}
                why={sentence(speech, state, chargePoint)}
                wall={wall}
              />
            ))}
          </div>
        )
      )}
    </section>
  );
}

const hasLimit = ({ limitA, limitW, fuseA }: CircuitState): boolean => limitW !== null || Math.min(...limitA) < fuseA;

/** The age of what the house connection shows, s; null: its meter gives nothing, undefined: it has no meter. */
const gridAgeS = (state: State) => state.meters.find(({ role }) => role === 'grid')?.ageS;
