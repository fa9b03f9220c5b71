import '../../style/site.css';
import { useState } from 'preact/hooks';
import type { State } from '../../../firmware/api/shapes.ts';
import { putSecret } from '../../api/ocpp.ts';
import { Fact } from '../../part/fact.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { PasswordField } from '../../part/password-field.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { keepsBox } from '../../part/role.ts';
import { type Column, Table } from '../../part/table.tsx';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { EntryForm } from '../entry/entry-form.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import type { FieldSpec } from '../entry/field-spec.ts';
import { listOf, objectOf } from '../entry/place.ts';
import type { SectionProps } from '../sections.ts';

type Member = NonNullable<State['members']>[number];

/** Several boxes behind one fuse: those that this one leads, and the one that leads it. */
export const Boxes = ({ state, role }: SectionProps) => (
  <InSiteWords>
    <WithSite>
      <Members state={state} maySetSecrets={keepsBox(role)} />
      <Leader state={state} />
    </WithSite>
  </InSiteWords>
);

function Members({ state, maySetSecrets }: { readonly state: State; readonly maySetSecrets: boolean }) {
  const w = useSiteWords();
  const b = w.boxes;
  const { site } = useDesk();
  const circuits = Object.fromEntries(site.circuits.map(({ id, name }) => [id, name ?? id]));
  const fields: readonly FieldSpec[] = [
    { key: 'id', kind: 'text', label: w.entry.id, note: w.entry.idNote, onlyNew: true, required: true },
    { key: 'name', kind: 'text', label: w.entry.name },
    { key: 'address', kind: 'text', label: b.address, note: b.addressNote, required: true },
    { key: 'pin', kind: 'text', label: b.pin, note: b.pinNote },
    { key: 'token', kind: 'text', label: b.token, note: b.tokenNote, required: true },
    { key: 'circuit', kind: 'choice', label: b.circuit, choices: { '': b.root, ...circuits }, absent: '' },
    { key: 'failsafeA', kind: 'numbers', label: b.share, note: b.shareNote, required: true },
    { key: 'enabled', kind: 'yes', label: b.enabled, absent: true },
  ];
  const list = site.members ?? [];
  const nameOf = (id: unknown, name: unknown): string => String(name ?? id);
  return (
    <Panel id="members" title={b.members}>
      <p class="note">{b.note}</p>
      <EntryList
        id="member"
        caption={b.members}
        empty={b.none}
        place={listOf('members')}
        fields={fields}
        begin={{ token: `member-${list.length + 1}` }}
        nameOf={({ id, name }) => nameOf(id, name)}
        addWord={b.add}
        columns={[
          textColumn('id', w.entry.name, ({ id, name }) => nameOf(id, name)),
          textColumn('address', b.address, ({ address }) => String(address)),
          textColumn('failsafeA', b.share, ({ failsafeA }) => [failsafeA].flat().join(' / ')),
        ]}
      />
      {maySetSecrets && list.map(({ id, name, token }) => <Token key={id} name={nameOf(id, name)} secret={token} />)}
      {(state.members ?? []).length > 0 && <Now members={state.members ?? []} at={state.at} />}
    </Panel>
  );
}

/** What each may draw, draws and wants. */
function Now({ members, at }: { readonly members: readonly Member[]; readonly at: string }) {
  const { short, seconds, time } = useSpeech();
  const w = useSiteWords();
  const b = w.boxes;
  const amperes = (values: readonly (number | null)[]): string =>
    `${values.map((a) => (a === null ? '–' : short(a))).join(' / ')}\u00a0A`;
  const current = (id: string, head: string, of: (member: Member) => readonly (number | null)[]): Column<Member> => ({
    ...{ id, head, numeric: true },
    cell: (member) => amperes(of(member)),
    plain: (member) => amperes(of(member)),
  });
  const stateOf = ({ state, lostSince }: Member): string =>
    lostSince === null ? b.states[state] : `${b.states[state]}, ${b.since} ${time(lostSince, at)}`;
  return (
    <>
      <h3>{b.now}</h3>
      <Table
        caption={b.now}
        rows={members}
        keyOf={({ id }) => `now-${id}`}
        empty={b.none}
        columns={[
          { id: 'name', head: w.entry.name, cell: ({ name }) => name, plain: ({ name }) => name },
          { id: 'state', head: b.state, cell: stateOf, plain: stateOf },
          current('granted', b.granted, ({ grantedA }) => grantedA),
          current('drawn', b.drawn, ({ drawnA }) => drawnA),
          current('wanted', b.wanted, ({ wantedA }) => wantedA),
          current('held', b.kept2, ({ heldA }) => heldA),
          {
            ...{ id: 'lease', head: b.lease, numeric: true },
            cell: ({ leaseLeftS }) => seconds(leaseLeftS),
            plain: ({ leaseLeftS }) => leaseLeftS,
          },
        ]}
      />
    </>
  );
}

/** Write-only: what is kept is never shown again. */
function Token({ name, secret }: { readonly name: string; readonly secret: string }) {
  const { words } = useSpeech();
  const b = useSiteWords().boxes;
  const [value, setValue] = useState('');
  const [said, setSaid] = useState<{ readonly done: string; readonly problem: string }>({ done: '', problem: '' });
  async function keep(event: Event): Promise<void> {
    event.preventDefault();
    if (value === '') return;
    const kept = await putSecret(secret, value);
    if (kept.ok) setValue('');
    setSaid(kept.ok ? { done: b.kept, problem: '' } : { done: '', problem: faultText(words, kept) });
  }
  return (
    <form class="form" onSubmit={(event) => void keep(event)} aria-label={`${b.secret} ${name}`}>
      <PasswordField
        id={`token-${secret}`}
        label={`${b.secret} ${name}`}
        value={value}
        shown={false}
        complete="off"
        onValue={setValue}
      >
        <p>{b.secretNote}</p>
      </PasswordField>
      <div class="buttons">
        <button class="plain-button" type="submit">
          <Icon name="lock" /> {b.keep}
        </button>
      </div>
      <Done text={said.done} />
      <Problem text={said.problem} />
    </form>
  );
}

function Leader({ state }: { readonly state: State }) {
  const { words, short, seconds } = useSpeech();
  const w = useSiteWords();
  const b = w.boxes;
  const { desk, site, open, openForm } = useDesk();
  const place = objectOf('leader');
  const entry = place.entry(site);
  const led = state.leader;
  const circuits = Object.fromEntries(site.circuits.map(({ id, name }) => [id, name ?? id]));
  const fields: readonly FieldSpec[] = [
    { key: 'circuit', kind: 'choice', label: b.circuit, choices: circuits, required: true },
    { key: 'failsafeA', kind: 'numbers', label: b.share, note: b.shareNote, required: true },
    { key: 'boxId', kind: 'text', label: b.boxId, note: b.boxIdNote },
  ];
  return (
    <Panel
      id="leader"
      title={b.leader}
      actions={
        open !== 'leader' && (
          <span class="row-buttons">
            <button
              class="plain-button"
              type="button"
              aria-label={`${entry === undefined ? words.common.add : words.common.edit}: ${b.leader}`}
              onClick={() => openForm('leader')}
            >
              <Icon name={entry === undefined ? 'add' : 'edit'} />{' '}
              {entry === undefined ? words.common.add : words.common.edit}
            </button>
            {entry !== undefined && (
              <button
                class="plain-button"
                type="button"
                aria-label={`${words.common.remove}: ${b.leader}`}
                aria-disabled={desk.busy}
                onClick={() => void desk.save((now) => place.withEntry(now, undefined), w.entry.removed(b.leader))}
              >
                <Icon name="remove" /> {words.common.remove}
              </button>
            )}
          </span>
        )
      }
    >
      {entry === undefined && <p class="soft">{b.unled}</p>}
      {entry !== undefined && led !== undefined && (
        <dl class="facts">
          <Fact term={b.by}>{led.leader?.name ?? b.nobody}</Fact>
          <Fact term={b.state}>{b.ledStates[led.state]}</Fact>
          <Fact term={b.limit}>{`${led.limitA.map(short).join(' / ')}\u00a0A`}</Fact>
          {led.state === 'granted' && <Fact term={b.lease}>{seconds(led.leaseLeftS)}</Fact>}
        </dl>
      )}
      {open === 'leader' && (
        <EntryForm
          id="leader"
          title={b.leader}
          place={place}
          fields={fields}
          begin={{ circuit: site.circuits[0]?.id }}
          said={() => w.entry.changed(b.leader)}
          onClose={() => openForm(undefined)}
        />
      )}
    </Panel>
  );
}
