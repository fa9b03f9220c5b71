import { useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../firmware/api/shapes.ts';
import { FormButtons } from '../part/form-buttons.tsx';
import { numberOf, textOf } from '../part/number-text.ts';
import { Panel } from '../part/panel.tsx';
import { Problem } from '../part/problem.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { phaseText, wirings } from './basic-fields.tsx';
import { type DeviceEntry, roleOf } from './device-draft.ts';

/** What can be changed in the table itself, as it is typed. */
interface RowDraft {
  readonly name: string;
  readonly unitId: string;
  readonly circuit: string;
  readonly phases: string;
  readonly maxCurrentA: string;
  readonly priority: string;
}

const ranges = { unitId: [0, 255], maxCurrentA: [6, 1000], priority: [0, 100] } as const;

/** The whole table in one go, by keyboard: Enter and the arrows go up and down in a column, Escape leaves it. */
export function TableEdit({ desk, onDone }: { readonly desk: SiteDesk; readonly onDone: () => void }) {
  const { words, language } = useSpeech();
  const w = useDeviceWords();
  const table = useRef<HTMLTableElement>(null);
  const site = desk.site as SiteDocument;
  const devices = site.devices ?? [];
  const [drafts, setDrafts] = useState<Readonly<Record<string, RowDraft>>>(() =>
    Object.fromEntries(devices.map((entry) => [entry.id, draftOf(entry, language)])),
  );
  const [fault, setFault] = useState('');
  const wrong = devices.flatMap(({ id }) => {
    const draft = drafts[id];
    return draft === undefined ? [] : wrongIn(draft).map((name) => `${id}-${name}`);
  });

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const [first] = wrong;
    if (first !== undefined) {
      setFault(w.list.cellWrong);
      document.getElementById(`cell-${first}`)?.focus();
      return;
    }
    const changed = devices.filter((entry) => {
      const draft = drafts[entry.id];
      return draft !== undefined && !same(draft, draftOf(entry, language));
    });
    if (changed.length === 0) return onDone();
    const ids = new Set(changed.map(({ id }) => id));
    const saved = await desk.save(
      (current) => ({
        ...current,
        devices: (current.devices ?? []).map((entry) => {
          const draft = drafts[entry.id];
          return draft === undefined || !ids.has(entry.id) ? entry : withDraft(entry, draft);
        }),
      }),
      w.list.changed(changed.map(({ id, name }) => name ?? id).join(', ')),
    );
    if (saved) onDone();
  }

  /** Up and down in the column, as in a sheet. A choice keeps its arrows: Enter goes down there. */
  function move(event: KeyboardEvent): void {
    const cell = event.target as HTMLElement;
    const [, column] = /^cell-[^-]+-(\w+)$/.exec(cell.id) ?? [];
    if (column === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const choice = cell instanceof HTMLSelectElement;
    const by =
      event.key === 'Enter'
        ? event.shiftKey
          ? -1
          : 1
        : choice
          ? 0
          : event.key === 'ArrowDown'
            ? 1
            : event.key === 'ArrowUp'
              ? -1
              : 0;
    if (by === 0) return;
    event.preventDefault();
    const cells = [...(table.current?.querySelectorAll<HTMLElement>(`[id$="-${column}"]`) ?? [])];
    cells[cells.indexOf(cell) + by]?.focus();
  }

  return (
    <Panel id="devices" title={w.list.editTable}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => void save(event)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
          else move(event);
        }}
      >
        <p class="note">{w.list.editNote}</p>
        <table class="table edit-table" ref={table}>
          <caption class="unseen">{w.list.title}</caption>
          <thead>
            <tr>
              {(['id', 'name', 'unit', 'circuit', 'phases', 'max', 'priority'] as const).map((name) => (
                <th key={name} scope="col">
                  {w.list.columns[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{devices.map(row)}</tbody>
        </table>
        <Problem text={fault} />
        <SaveTrouble desk={desk} />
        <FormButtons yes={words.common.save} no={words.common.cancel} busy={desk.busy} onCancel={onDone} />
      </form>
    </Panel>
  );

  /** No part of its own: it would be made anew, and lose the focus, at each letter. */
  function row(entry: DeviceEntry) {
    const { id } = entry;
    const draft = drafts[id] ?? draftOf(entry, language);
    const charges = roleOf(entry) === 'chargePoint';
    const onBus = entry.line !== undefined || (entry.address !== undefined && entry.definition !== 'ocpp');
    const c = w.list.columns;
    return (
      <tr key={id} data-row={id}>
        <th scope="row" data-head={c.id}>
          {id}
        </th>
        <td data-head={c.name}>{cell('name', c.name)}</td>
        <td data-head={c.unit}>{onBus && cell('unitId', c.unit)}</td>
        <td data-head={c.circuit}>
          {choice('circuit', c.circuit, {
            ...(draft.circuit === '' ? { '': '–' } : {}),
            ...Object.fromEntries((site.circuits ?? []).map((one) => [one.id, one.name ?? one.id])),
          })}
        </td>
        <td data-head={c.phases}>
          {choice(
            'phases',
            c.phases,
            Object.fromEntries(
              [...new Set([draft.phases, ...wirings])].map((one) => [one, phaseText(one, w.form.wiring)]),
            ),
          )}
        </td>
        <td data-head={c.max}>{charges && cell('maxCurrentA', c.max)}</td>
        <td data-head={c.priority}>{charges && cell('priority', c.priority)}</td>
      </tr>
    );

    function common(name: keyof RowDraft, head: string) {
      return {
        id: `cell-${id}-${name}`,
        'aria-label': `${head}, ${entry.name ?? id}`,
        value: draft[name],
        ...(wrongIn(draft).includes(name) ? { 'aria-invalid': true as const } : {}),
      };
    }

    function set(name: keyof RowDraft, value: string): void {
      setFault('');
      setDrafts((now) => ({ ...now, [id]: { ...(now[id] ?? draft), [name]: value } }));
    }

    function cell(name: keyof RowDraft, head: string) {
      return (
        <input
          {...common(name, head)}
          type="text"
          autocomplete="off"
          inputMode={name === 'name' ? undefined : 'decimal'}
          onInput={(event) => set(name, event.currentTarget.value)}
        />
      );
    }

    function choice(name: keyof RowDraft, head: string, choices: Readonly<Record<string, string>>) {
      return (
        <select {...common(name, head)} onChange={(event) => set(name, event.currentTarget.value)}>
          {Object.entries(choices).map(([one, word]) => (
            <option key={one} value={one}>
              {word}
            </option>
          ))}
        </select>
      );
    }
  }
}

function draftOf(entry: DeviceEntry, language: string): RowDraft {
  return {
    name: entry.name ?? '',
    unitId: textOf(entry.unitId, language),
    circuit: entry.circuit ?? '',
    phases: entry.phases ?? 'L1L2L3',
    maxCurrentA: textOf(entry.maxCurrentA, language),
    priority: textOf(entry.priority, language),
  };
}

const same = (a: RowDraft, b: RowDraft): boolean => JSON.stringify(a) === JSON.stringify(b);

function wrongIn(draft: RowDraft): (keyof RowDraft)[] {
  return (Object.keys(ranges) as (keyof typeof ranges)[]).filter((name) => {
    if (draft[name].trim() === '') return false;
    const value = numberOf(draft[name]);
    const [least, most] = ranges[name];
    return value === undefined || value < least || value > most || (name !== 'maxCurrentA' && !Number.isInteger(value));
  });
}

/** An empty cell is what the product or the rule says. */
function withDraft(entry: DeviceEntry, draft: RowDraft): DeviceEntry {
  const number = (text: string) => (text.trim() === '' ? undefined : numberOf(text));
  const wanted = {
    ...entry,
    name: draft.name.trim() || undefined,
    unitId: number(draft.unitId),
    circuit: draft.circuit || undefined,
    phases: draft.phases === 'L1L2L3' ? undefined : draft.phases,
    maxCurrentA: number(draft.maxCurrentA),
    priority: number(draft.priority),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as DeviceEntry;
}
