import type { ChargePointState, FlowState } from '../../firmware/api/shapes.ts';
import { useSpeech } from '../words/speech.ts';
import { type EnergyPart, energyBalance } from './energy.ts';

interface EnergyBarsProps {
  readonly flow: FlowState;
  readonly chargePoints: readonly ChargePointState[];
}

/** Two stacked bars, each with its list: where the power comes from, where it goes. */
export function EnergyBars({ flow, chargePoints }: EnergyBarsProps) {
  const { words } = useSpeech();
  const balance = energyBalance(flow, chargePoints);
  return (
    <div class="energy">
      {balance === undefined ? (
        <p class="no-value">{words.noValue}</p>
      ) : (
        <>
          <Stack side="in" parts={balance.in} totalW={balance.totalW} />
          <Stack side="out" parts={balance.out} totalW={balance.totalW} />
        </>
      )}
    </div>
  );
}

function Stack({ side, parts, totalW }: { side: 'in' | 'out'; parts: readonly EnergyPart[]; totalW: number }) {
  const { words, one, kilowatt } = useSpeech();
  const name = (part: EnergyPart): string => {
    if (part.count !== undefined) return words.energy.cars(part.count);
    if (part.chargePoint !== undefined) return part.chargePoint.name;
    if (part.kind === 'grid') return side === 'in' ? words.energy.grid : words.energy.toGrid;
    return part.kind === 'cars' ? words.energy.rest : words.energy[part.kind];
  };
  return (
    <div class="stack">
      <h3>{words.energy[side]}</h3>
      <div class="stack-bar" aria-hidden="true">
        {parts.map((part) => (
          <i key={name(part)} class={`hue-${part.kind}`} style={{ '--share': part.powerW / totalW }}>
            {part.chargePoint?.number}
          </i>
        ))}
      </div>
      <b class="stack-total">{kilowatt(totalW)}</b>
      <ul class="stack-list">
        {parts.map((part) => (
          <li key={name(part)}>
            <span class={`swatch hue-${part.kind}`} aria-hidden="true">
              {part.chargePoint?.number}
            </span>
            {name(part)} <b>{one(part.powerW / 1000)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
