import type { ComponentChildren } from 'preact';
import type { InterfaceFacts } from '../../firmware/api/shapes.ts';
import { Choice, TextField } from '../part/field.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import type { NetworkDraft } from './network-draft.ts';

interface HanFieldsProps {
  readonly draft: NetworkDraft;
  readonly interfaces: readonly InterfaceFacts[];
  readonly wrongOf: (path: 'han.interface' | 'han.address') => ComponentChildren;
  readonly change: <K extends keyof NetworkDraft>(key: K) => (value: NetworkDraft[K]) => void;
}

/** The second interface, towards the meter gateway. */
export function HanFields({ draft, interfaces, wrongOf, change }: HanFieldsProps) {
  const w = useBoxWords();
  const f = w.network.form;
  // One that is set but not in the box stays a choice, so that nothing is changed by looking.
  const names = [...new Set([...interfaces.filter(({ use }) => use !== 'lan').map(({ name }) => name), draft.han])];
  const choices = { '': f.hanNone, ...Object.fromEntries(names.filter((n) => n !== '').map((n) => [n, n])) };
  return (
    <>
      <Choice
        id="network-han"
        label={f.han}
        note={f.hanNote}
        value={draft.han}
        choices={choices}
        wrong={wrongOf('han.interface')}
        onValue={change('han')}
      />
      {draft.han !== '' && (
        <Choice
          id="network-han-mode"
          label={f.hanMode}
          value={draft.hanMode}
          choices={f.hanModes}
          onValue={change('hanMode')}
        />
      )}
      {draft.han !== '' && draft.hanMode === 'fixed' && (
        <TextField
          id="network-han-address"
          label={f.hanAddress}
          note={f.hanAddressNote}
          value={draft.hanAddress}
          wrong={wrongOf('han.address')}
          onValue={change('hanAddress')}
        />
      )}
    </>
  );
}
