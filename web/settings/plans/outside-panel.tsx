import { useState } from 'preact/hooks';
import type { State } from '../../../firmware/api/shapes.ts';
import { type OutsideEntry, type OutsidePlan, putPlan, readPlans, removePlan } from '../../api/plans.ts';
import { useRead } from '../../live/use-read.ts';
import { faultText } from '../../part/fault-text.ts';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { Table } from '../../part/table.tsx';
import { useUndo } from '../../part/undo.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { clockOf, week } from '../entry/field-spec.ts';

const everyMs = 15_000;

interface OutsidePanelProps {
  readonly state: State;
  readonly nameOf: (id: string) => string;
}

/** Plans that an energy manager or a script gave: who, when, what; they can be taken away. */
export function OutsidePanel({ state, nameOf }: OutsidePanelProps) {
  const { words, setting, kilowatt, time } = useSpeech();
  const w = useSiteWords();
  const p = w.plans;
  const offer = useUndo();
  const read = useRead(readPlans, 'plans', everyMs);
  const [fault, setFault] = useState('');
  const plans = (read.value?.plans ?? []).filter(({ plan }) => plan.length > 0);

  async function remove({ id, plan }: OutsidePlan): Promise<void> {
    const outcome = await removePlan(id);
    setFault(outcome.ok ? '' : faultText(words, outcome));
    if (outcome.ok)
      offer({
        said: w.entry.removed(p.of(nameOf(id))),
        undo: async () => {
          const back = await putPlan(id, plan);
          void read.again();
          return back;
        },
      });
    void read.again();
  }

  const entry = ({ fromMin, minutes, days, from, until, limitA, limitW, of }: OutsideEntry): string => {
    const when =
      fromMin !== undefined && minutes !== undefined
        ? `${clockOf(fromMin)}–${clockOf((fromMin + minutes) % 1440)}`
        : `${time(from ?? '', state.at)} – ${time(until ?? '', state.at)}`;
    const on =
      days === undefined || days.length === week.length
        ? ''
        : ` ${week
            .filter((day) => days.includes(day))
            .map((day) => w.entry.days[day])
            .join(', ')}`;
    const limit =
      limitA === undefined
        ? `${of === 'discharge' ? p.discharge : p.charge} ${kilowatt(limitW ?? 0)}`
        : setting(limitA);
    return `${when}${on}: ${limit}`;
  };

  return (
    <Panel id="outside-plans" title={p.outside}>
      <p class="note">{p.outsideNote}</p>
      <Problem text={fault || (read.failure === undefined ? '' : faultText(words, read.failure))} />
      <Table
        caption={p.outside}
        rows={plans}
        keyOf={({ id }) => id}
        empty={read.value === undefined ? words.boot.reading : p.noOutside}
        columns={[
          { id: 'of', head: p.for, cell: ({ id }) => nameOf(id), plain: ({ id }) => nameOf(id) },
          {
            id: 'entries',
            head: p.entries,
            cell: ({ plan }) => plan.map((one) => <div key={entry(one)}>{entry(one)}</div>),
            plain: ({ plan }) => plan.map(entry).join('; '),
          },
          {
            id: 'by',
            head: p.by,
            cell: ({ source, at }) => `${source ?? ''}${at === null ? '' : `, ${time(at, state.at)}`}`,
            plain: ({ source }) => source,
          },
          {
            id: 'actions',
            head: w.entry.actions,
            cell: (plan) => (
              <span class="row-buttons">
                <button
                  class="plain-button"
                  type="button"
                  aria-label={`${words.common.remove}: ${p.of(nameOf(plan.id))}`}
                  onClick={() => void remove(plan)}
                >
                  <Icon name="remove" /> {words.common.remove}
                </button>
              </span>
            ),
          },
        ]}
      />
    </Panel>
  );
}
