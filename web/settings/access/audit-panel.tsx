import { useEffect, useState } from 'preact/hooks';
import { type AuditView, auditPage, readAudit } from '../../api/access.ts';
import type { Failure } from '../../api/request.ts';
import { faultText } from '../../part/fault-text.ts';
import { TextField } from '../../part/field.tsx';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { type Column, Table } from '../../part/table.tsx';
import { useAccessWords } from '../../words/access/speech.ts';
import { useSpeech } from '../../words/speech.ts';

/** What people and programs did with this box, newest first, as far back as is asked for. */
export function AuditPanel() {
  const { words, moment } = useSpeech();
  const w = useAccessWords();
  const [rows, setRows] = useState<readonly AuditView[]>();
  const [all, setAll] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [part, setPart] = useState('');

  async function read(before?: number): Promise<void> {
    setBusy(true);
    const outcome = await readAudit(before);
    setBusy(false);
    setFailure(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    setRows((known = []) => (before === undefined ? outcome.value : [...known, ...outcome.value]));
    setAll(outcome.value.length < auditPage);
  }
  useEffect(() => void read(), []);

  const at = moment({ dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
  const columns: readonly Column<AuditView>[] = [
    {
      id: 'at',
      head: w.audit.at,
      cell: (row) => (
        <span>
          {at.format(new Date(row.at))}
          {row.timeUnsynced === true && (
            <span class="note">
              {' '}
              <Mark tone="limited" /> {w.audit.unsynced}
            </span>
          )}
        </span>
      ),
      plain: (row) => row.at,
    },
    { id: 'who', head: w.audit.who, cell: (row) => row.who, plain: (row) => row.who },
    { id: 'what', head: w.audit.what, cell: (row) => <span lang="en">{row.what}</span>, plain: (row) => row.what },
  ];
  const wanted = part.trim().toLowerCase();
  const shown = (rows ?? []).filter(({ who, what }) => `${who} ${what}`.toLowerCase().includes(wanted));
  const last = rows?.at(-1);
  return (
    <Panel id="audit" title={w.audit.title}>
      <p class="note">{w.audit.does}</p>
      <TextField id="audit-part" label={w.audit.search} value={part} onValue={setPart} />
      {rows !== undefined && (
        <Table
          caption={w.audit.caption}
          columns={columns}
          rows={shown}
          keyOf={({ id }) => String(id)}
          empty={rows.length === 0 ? w.audit.none : w.audit.noMatch}
          fileName="who-changed-what"
        />
      )}
      <p role="status" class="note">
        {busy ? w.audit.reading : all && rows !== undefined && rows.length > 0 ? w.audit.all : ''}
      </p>
      <Problem text={failure === undefined ? '' : faultText(words, failure)} />
      {!all && last !== undefined && (
        <div class="buttons">
          <button class="plain-button" type="button" aria-disabled={busy} onClick={() => !busy && void read(last.id)}>
            {w.audit.older}
          </button>
        </div>
      )}
    </Panel>
  );
}
