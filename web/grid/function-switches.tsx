import { useState } from 'preact/hooks';
import type { Gateway, GatewayFunction } from '../../firmware/api/shapes.ts';
import { putGateway } from '../api/grid.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { faultText } from '../part/fault-text.ts';
import { Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';

const order: readonly GatewayFunction[] = ['limit', 'tariff', 'ocpp', 'administration'];

interface FunctionSwitchesProps {
  readonly gateway: Gateway;
  readonly onChanged: () => Promise<void>;
}

/** The four functions of the box through the gateway, each a switch that acts at once. */
export function FunctionSwitches({ gateway, onChanged }: FunctionSwitchesProps) {
  const { words } = useSpeech();
  const w = useGridWords();
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');

  async function set(name: GatewayFunction, on: boolean): Promise<void> {
    setBusy(true);
    const outcome = await putGateway({ ...gateway, functions: { ...gateway.functions, [name]: on } });
    if (outcome.ok) await onChanged();
    setBusy(false);
    setAsks(false);
    setFault(outcome.ok ? '' : faultText(words, outcome));
  }

  function press(name: GatewayFunction): void {
    if (busy) return;
    const on = !gateway.functions[name];
    // Whoever switches this off must know what it does not do.
    if (name === 'limit' && !on) setAsks(true);
    else void set(name, on);
  }

  return (
    <section aria-labelledby="functions">
      <h3 id="functions">{w.gateway.functions}</h3>
      <ul class="switches">
        {order.map((name) => (
          <li key={name}>
            <button
              class="switch"
              type="button"
              role="switch"
              aria-checked={gateway.functions[name]}
              aria-disabled={busy}
              aria-labelledby={`function-${name}`}
              aria-describedby={`function-${name}-does`}
              onClick={() => press(name)}
            >
              <span class="switch-track" aria-hidden="true">
                <span class="switch-knob" />
              </span>
              <span class="switch-word" aria-hidden="true">
                {gateway.functions[name] ? w.gateway.on : w.gateway.off}
              </span>
            </button>
            <div>
              <b id={`function-${name}`}>{w.gateway.functionOf[name].name}</b>
              <p class="note" id={`function-${name}-does`}>
                {w.gateway.functionOf[name].does}
              </p>
            </div>
            {name === 'limit' && asks && (
              <AskFirst
                question={w.gateway.limitOff}
                yes={w.gateway.limitOffYes}
                no={w.cancel}
                busy={busy}
                onYes={() => void set('limit', false)}
                onNo={() => setAsks(false)}
              />
            )}
          </li>
        ))}
      </ul>
      <Problem text={fault} />
    </section>
  );
}
