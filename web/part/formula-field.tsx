import '../style/formula.css';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { FormulaWhere } from '../api/formulas.ts';
import { FormulaInput } from '../formula/formula-input.tsx';
import { type FormulaCheck, useFormulaCheck } from '../formula/use-formula-check.ts';
import { useFormulaNames } from '../formula/use-formula-names.ts';
import { faultOf, valueNow } from '../formula/verdict-text.ts';
import { useSpeech } from '../words/speech.ts';
import { faultText } from './fault-text.ts';
import { Mark } from './mark.tsx';
import { numberOf } from './number-text.ts';

interface FormulaFieldProps extends FormulaWhere {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly note?: string | undefined;
  /** What is wrong with it beside its spelling: that it is missing, or what the box said when it was saved. */
  readonly wrong?: ComponentChildren;
  /** Of what comes out: "W", "mA", "A"; "1/0": it holds when it is greater than 0. */
  readonly unit?: string | undefined;
}

/** A formula: completed while it is typed, checked by the box, with its value now and the place of what is wrong. */
export function FormulaField(props: FormulaFieldProps) {
  const { id, label, value, onValue, note, wrong, unit, inRules = false, variable, device } = props;
  const speech = useSpeech();
  const names = useFormulaNames(inRules);
  const [focused, setFocused] = useState(false);
  const check = useFormulaCheck(value, { inRules, variable, device }, focused);
  const fault = faultIn(check);
  const unfinished = focused && fault !== undefined && isUnfinished(fault, value);
  const faulty = fault !== undefined && !unfinished;
  const said = fault === undefined ? undefined : faultOf(speech, names, value, fault);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <FormulaInput
        id={id}
        value={value}
        onValue={onValue}
        names={names}
        wrong={faulty || wrong !== undefined}
        fault={faulty ? fault : undefined}
        onFocused={setFocused}
      />
      <div class="note" id={`${id}-note`}>
        {wrong !== undefined && (
          <p class="problem">
            <Mark tone="fault" /> {wrong}
          </p>
        )}
        {said !== undefined && (
          <p class={faulty ? 'problem' : ''}>
            <Mark tone={faulty ? 'fault' : 'waiting'} /> {faulty ? said : speech.words.formula.goOn}
          </p>
        )}
        {check.kind === 'checked' && check.verdict.ok && !saysItself(value, unit) && (
          <p class="formula-value">{valueNow(speech, names, { formula: value, verdict: check.verdict, unit })}</p>
        )}
        {check.kind === 'unchecked' && <p>{speech.words.formula.unchecked(faultText(speech.words, check.failure))}</p>}
        {check.kind === 'asking' && <p>{speech.words.formula.asking}</p>}
        {note !== undefined && <p>{note}</p>}
      </div>
      <span class="unseen" role="status">
        {faulty ? said : ''}
      </span>
    </div>
  );
}

/** A plain number needs no value beside it, unless that is in another unit. */
const saysItself = (formula: string, unit: string | undefined): boolean =>
  numberOf(formula) !== undefined && unit !== 'mA' && unit !== '1/0';

const faultIn = (check: FormulaCheck) =>
  check.kind === 'checked' && !check.verdict.ok ? check.verdict.fault : undefined;

/** Who still types is not told that the end is missing. */
const isUnfinished = ({ code, to }: { readonly code: string; readonly to: number }, formula: string): boolean =>
  code === 'incomplete' || (to >= formula.trimEnd().length && ['badName', 'unknownName', 'arguments'].includes(code));
