import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { FormulaNames } from '../api/formulas.ts';
import { control } from '../part/field.tsx';
import { useSpeech } from '../words/speech.ts';
import { type Proposal, proposalsFor, signature, wordAt } from './proposals.ts';

interface FormulaInputProps {
  readonly id: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly names: FormulaNames;
  readonly wrong: boolean;
  /** The piece that is underlined. */
  readonly fault: { readonly from: number; readonly to: number } | undefined;
  readonly onFocused: (focused: boolean) => void;
}

/** The control of a formula: a combobox (ARIA 1.2) whose list completes the word at the caret, over a layer that underlines. */
export function FormulaInput({ id, value, onValue, names, wrong, fault, onFocused }: FormulaInputProps) {
  const { words } = useSpeech();
  const input = useRef<HTMLInputElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  /** Where the caret shall stand once the text is drawn. */
  const caretTo = useRef<number>(undefined);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);

  const word = wordAt(value, caret);
  const proposals = open ? proposalsFor(names, word.typed) : [];
  const shown = proposals.length > 0;
  const optionId = (index: number) => `${id}-option-${index}`;

  useLayoutEffect(() => {
    const at = caretTo.current;
    if (at !== undefined) input.current?.setSelectionRange(at, at);
    caretTo.current = undefined;
    if (layer.current !== null) layer.current.scrollLeft = input.current?.scrollLeft ?? 0;
    if (active >= 0) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  });

  function look(opened: boolean, at = -1): void {
    setCaret(input.current?.selectionStart ?? 0);
    setOpen(opened);
    setActive(at);
  }

  function take({ text }: Proposal): void {
    const rest = value.slice(word.to);
    // A bracket that is there already is not doubled.
    const put = text.endsWith('(') && rest.startsWith('(') ? text.slice(0, -1) : text;
    caretTo.current = word.from + text.length;
    setCaret(caretTo.current);
    setOpen(false);
    setActive(-1);
    onValue(value.slice(0, word.from) + put + rest);
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const chosen = proposals[active];
    if (step !== 0) {
      event.preventDefault();
      if (!shown) look(true, event.altKey ? -1 : 0);
      else setActive((active + step + proposals.length + (active < 0 && step < 0 ? 1 : 0)) % proposals.length);
    } else if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      event.stopPropagation();
      look(false);
    } else if (event.key === 'Tab') look(false);
    else if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) setOpen(false);
  }

  return (
    <div class="formula">
      <input
        {...control(id, wrong ? true : undefined)}
        ref={input}
        type="text"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown && active >= 0 ? optionId(active) : undefined}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={2000}
        value={value}
        onInput={(event) => {
          onValue(event.currentTarget.value);
          look(wordAt(event.currentTarget.value, event.currentTarget.selectionStart ?? 0).typed !== '');
        }}
        onKeyDown={onKeyDown}
        onClick={() => look(false)}
        onFocus={() => onFocused(true)}
        onBlur={() => {
          setOpen(false);
          onFocused(false);
        }}
        onScroll={(event) => {
          if (layer.current !== null) layer.current.scrollLeft = event.currentTarget.scrollLeft;
        }}
      />
      {fault !== undefined && (
        <div class="formula-layer" aria-hidden="true" ref={layer}>
          {value.slice(0, fault.from)}
          <mark>{value.slice(fault.from, fault.to) || ' '}</mark>
          {value.slice(fault.to)}
        </div>
      )}
      {shown && (
        <div class="formula-list" id={`${id}-list`} role="listbox" aria-label={words.formula.proposals} ref={list}>
          {proposals.map((proposal, index) => (
            <Option
              key={proposal.text}
              id={optionId(index)}
              proposal={proposal}
              written={writtenOf(names, proposal)}
              active={index === active}
              onTake={() => take(proposal)}
            />
          ))}
        </div>
      )}
      <span class="unseen" role="status">
        {shown ? words.formula.count(proposals.length) : ''}
      </span>
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly proposal: Proposal;
  readonly written: string;
  readonly active: boolean;
  readonly onTake: () => void;
}

function Option({ id, proposal: { says, unit }, written, active, onTake }: OptionProps) {
  const { words } = useSpeech();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field, which keeps the focus.
    // biome-ignore lint/a11y/useFocusableInteractive: the same.
    <div
      id={id}
      role="option"
      aria-selected={active}
      // The field keeps the focus, and a finger that scrolls the list chooses nothing.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <code>{written}</code>
      <small>
        {says === undefined ? words.formula.function : <span lang="en">{says}</span>}
        {unit !== '' && ` · ${unit}`}
      </small>
    </div>
  );
}

function writtenOf({ functions }: FormulaNames, { name, says }: Proposal): string {
  const fact = says === undefined ? functions.find((one) => one.name === name) : undefined;
  return fact === undefined ? name : signature(name, fact.leastValues, fact.mostValues);
}
