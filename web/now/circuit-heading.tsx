import type { CircuitState } from '../../firmware/api/shapes.ts';
import { Mark } from '../part/mark.tsx';
import { memo } from '../part/memo.ts';
import { circuitName, isLimited } from '../reason/ruling.ts';
import { useSpeech } from '../words/speech.ts';

/** A circuit heads its charge points: its limit, and what is left of it. */
export const CircuitHeading = memo(({ circuit }: { circuit: CircuitState }) => {
  const { words, ampere, setting, kilowatt } = useSpeech();
  const lowest = Math.min(...circuit.limitA);
  const left = circuit.headroomA.filter((headroom) => headroom != null);
  return (
    <header class="circuit">
      <h2 id={`circuit-${circuit.id}`}>{circuitName(words, circuit)}</h2>
      <p>
        {isLimited(circuit) && (
          <>
            <Mark tone="limited" />{' '}
          </>
        )}
        {words.circuit.limit} <b>{setting(lowest)}</b>
        {lowest < circuit.fuseA && ` ${words.circuit.of(setting(circuit.fuseA))}`}
        {circuit.limitW != null && (
          <>
            , <b>{kilowatt(circuit.limitW)}</b>
          </>
        )}
      </p>
      <p>
        {words.circuit.headroom}{' '}
        {left.length === 0 ? (
          <span class="no-value">{words.noValue}</span>
        ) : (
          <b>{ampere(Math.max(0, Math.min(...left)))}</b>
        )}
      </p>
    </header>
  );
});
