import { useState } from 'preact/hooks';
import type { SessionDetail } from '../../firmware/api/shapes.ts';
import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import { Done } from '../part/problem.tsx';
import { type Column, Table } from '../part/table.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useAmounts } from './amounts.ts';
import { CorrectionForm } from './correction-form.tsx';
import type { SessionPanelProps } from './marks.tsx';
import { type Names, nameIn } from './names.ts';

interface CorrectionsPanelProps extends SessionPanelProps {
  readonly names: Names;
  readonly mayCorrect: boolean;
  readonly onCorrected: () => Promise<void>;
}

type Row = SessionDetail['corrections'][number];

/** What was corrected, by whom and why; and the form that adds a correction. */
export function CorrectionsPanel({ session, names, mayCorrect, onCorrected }: CorrectionsPanelProps) {
  const w = useSessionsWords();
  const d = w.detail;
  const { energy, money, moment, duration } = useAmounts();
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState('');
  const what = ({ energyWh, costCt, user, tag, shiftMs }: Row): string =>
    [
      ...(user === undefined ? [] : [`${w.head.user}: ${nameIn(names.users, user) || w.nobody}`]),
      ...(tag === undefined ? [] : [`${w.head.tag}: ${nameIn(names.tags, tag) || '–'}`]),
      ...(energyWh === undefined ? [] : [energy(energyWh)]),
      ...(costCt === undefined ? [] : [money(costCt)]),
      ...(shiftMs === undefined ? [] : [d.shifted(duration(Math.abs(shiftMs) / 1000))]),
    ].join(', ');
  const columns: readonly Column<Row>[] = [
    { id: 'at', head: d.at, cell: ({ at }) => moment(at), plain: ({ at }) => at },
    text('who', ({ who }) => (who === 'clock' ? d.clock : who)),
    text('what', what),
    text('why', ({ why }) => why),
  ];
  const runs = session.unpluggedAt === null;
  return (
    <Panel
      id="session-corrections"
      title={d.log}
      actions={
        mayCorrect &&
        !runs &&
        !open && (
          <button
            class="plain-button"
            type="button"
            onClick={() => {
              setDone('');
              setOpen(true);
            }}
          >
            <Icon name="edit" /> {d.correct}
          </button>
        )
      }
    >
      <p class="note">{runs && mayCorrect ? d.correctWhile : d.logNote}</p>
      <Done text={done} />
      {open && (
        <CorrectionForm
          session={session}
          names={names}
          onCancel={() => setOpen(false)}
          onDone={async () => {
            await onCorrected();
            setOpen(false);
            setDone(d.done);
          }}
        />
      )}
      <Table
        caption={d.log}
        columns={columns}
        rows={session.corrections}
        keyOf={({ at, why }) => at + why}
        empty={d.logEmpty}
      />
    </Panel>
  );

  function text(id: 'who' | 'what' | 'why', of: (row: Row) => string): Column<Row> {
    return { id, head: d[id], cell: of, plain: of };
  }
}
