import { numberOf } from '../part/number-text.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** Beside a current: the power that it is, on three phases and on one. */
export function PowerOfCurrent({ currentA, voltageV }: { readonly currentA: string; readonly voltageV: number }) {
  const { kilowatt } = useSpeech();
  const w = useRulesWords();
  const value = numberOf(currentA);
  if (value === undefined || value <= 0) return null;
  return <p class="note">{w.form.kilowatts(kilowatt(value * voltageV * 3), kilowatt(value * voltageV))}</p>;
}

/** Beside a power: the current that it is. */
export function CurrentOfPower({ powerW, voltageV }: { readonly powerW: string; readonly voltageV: number }) {
  const { ampere } = useSpeech();
  const w = useRulesWords();
  const value = numberOf(powerW);
  if (value === undefined || value <= 0) return null;
  return <p class="note">{w.form.amperes(ampere(value / voltageV / 3), ampere(value / voltageV))}</p>;
}
