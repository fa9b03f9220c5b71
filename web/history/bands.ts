import type { LimitPeriod, ReasonCode, State } from '../../firmware/api/shapes.ts';
import type { ChartBand } from '../chart/model.ts';
import { circuitName, fusePowerW, nearFuse } from '../reason/ruling.ts';
import type { Words } from '../words/en.ts';
import type { Kept } from './series.ts';

/** The limits of the grid operator on the house connection while they held, in one unit. `say`: who and what, in a sentence. */
export function limitBands(
  periods: readonly LimitPeriod[],
  state: Pick<State, 'circuits'>,
  unit: 'W' | 'A',
  nowMs: number,
  say: (period: LimitPeriod) => string,
): readonly ChartBand[] {
  const roots = state.circuits.filter(({ parent }) => parent == null);
  return periods.flatMap((period) =>
    period.appliedAt === null
      ? []
      : period.limits.flatMap((limit): ChartBand[] => {
          const root = roots.find(({ id }) => id === limit.place);
          // Over a curve of power amperes per phase are drawn as what they let through.
          if (root === undefined || (unit === 'A' && limit.unit === 'W')) return [];
          const value = unit === 'W' && limit.unit === 'A' ? fusePowerW({ fuseA: limit.value }) : limit.value;
          if (value >= nearFuse * (unit === 'W' ? fusePowerW(root) : root.fuseA)) return [];
          return [
            {
              id: `${period.row} ${limit.id}`,
              fromMs: Date.parse(period.appliedAt ?? period.at),
              toMs: period.endedAt === null ? nowMs : Date.parse(period.endedAt),
              value,
              reason: say(period),
            },
          ];
        }),
  );
}

/** Codes that say that a charge point was given less than it could take, by something outside the car. */
const slows: ReadonlySet<string> = new Set<ReasonCode>([
  ...(['fuse', 'circuit', 'power', 'reserve', 'overdraft', 'imbalance', 'variable', 'formulaFailed'] as const),
  ...(['operator', 'profile', 'plan', 'rule', 'user', 'budget', 'override', 'surplus', 'waitingTurn'] as const),
  ...(['leader', 'sunspec', 'manual', 'meterStale', 'lost', 'notFollowing'] as const),
]);

/** Why one charge point was given less, while it lasted, from the reasons that the history has. */
export function reasonBands(kept: Kept, id: string, state: State, words: Words): readonly ChartBand[] {
  const reasons = kept.words(`chargePoint.${id}.reason`);
  const offered = kept.numbers(`chargePoint.${id}.offeredA`);
  const point = state.chargePoints.find((one) => one.id === id);
  const circuit = state.circuits.find((one) => one.id === point?.circuit);
  const place = circuit === undefined ? words.circuit.unnamed : circuitName(words, circuit);
  const bands: ChartBand[] = [];
  reasons.forEach((code, index) => {
    const value = offered[index];
    if (code === null || value == null || !slows.has(code) || (point !== undefined && value >= point.maxA)) return;
    const fromMs = kept.fromMs + index * kept.everyS * 1000;
    const toMs = fromMs + kept.everyS * 1000;
    const last = bands.at(-1);
    if (last !== undefined && last.toMs === fromMs && last.value === value && last.id.startsWith(`${code} `)) {
      bands[bands.length - 1] = { ...last, toMs };
      return;
    }
    const reason = words.why[code as ReasonCode]({ place, limit: '', variable: '' });
    bands.push({ id: `${code} ${index}`, fromMs, toMs, value, reason });
  });
  return bands;
}
