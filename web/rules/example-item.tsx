import { useState } from 'preact/hooks';
import type { RuleSetHead } from '../api/rules.ts';
import { FormulaField } from '../part/formula-field.tsx';
import { useRulesWords } from '../words/rules-screen/speech.ts';

interface ExampleItemProps {
  readonly preset: RuleSetHead;
  readonly yes: string;
  readonly busy: boolean;
  readonly onTake: (preset: RuleSetHead, values: Readonly<Record<string, string>>) => void;
}

/** A set that is shipped: what it does, the values a person may set, and the button that takes it. */
export function ExampleItem({ preset, yes, busy, onTake }: ExampleItemProps) {
  const w = useRulesWords();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const known = w.sets.example[preset.id as keyof typeof w.sets.example];
  const complete = preset.parameters.every(({ name, formula }) => (values[name] ?? formula).trim() !== '');
  return (
    <li class="example" data-preset={preset.id}>
      {known === undefined ? (
        <div lang="en">
          <h3>{preset.name}</h3>
          <p class="note">{preset.description}</p>
        </div>
      ) : (
        <div>
          <h3>{known.name}</h3>
          <p class="note">{known.says}</p>
        </div>
      )}
      {preset.parameters.map(({ name, formula }) => (
        <FormulaField
          key={name}
          id={`example-${preset.id}-${name}`}
          label={w.sets.value[name as keyof typeof w.sets.value] ?? name}
          value={values[name] ?? formula}
          onValue={(value) => setValues((was) => ({ ...was, [name]: value }))}
          inRules
          unit={name.endsWith('Ma') ? 'mA' : undefined}
        />
      ))}
      <button
        class="plain-button"
        type="button"
        aria-disabled={busy || !complete}
        onClick={() => !busy && complete && onTake(preset, values)}
      >
        {yes}
        <span class="unseen">: {known?.name ?? preset.name}</span>
      </button>
    </li>
  );
}
