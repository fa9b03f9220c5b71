import { useState } from 'preact/hooks';
import { linkTo, noteQuery, type Route } from '../live/use-route.ts';
import { Age } from '../part/age.tsx';
import { Choice, TextField } from '../part/field.tsx';
import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import { type Column, Table } from '../part/table.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { phaseText } from './basic-fields.tsx';
import { productName } from './product-name.ts';
import { type Products, usualStaleS } from './products.ts';
import { type DeviceRow, filtered, type Kind, kinds } from './rows.ts';
import { Standing } from './standing.tsx';

interface DeviceListProps {
  readonly rows: readonly DeviceRow[];
  readonly products: Products;
  readonly route: Route;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}

/** Everything that the box speaks to, in a dense table. */
export function DeviceList({ rows, products, route, mayChange, onEdit }: DeviceListProps) {
  const words = useDeviceWords();
  const w = words.list;
  const asked = route.query.kind as Kind;
  const [kind, setKind] = useState<Kind>(kinds.includes(asked) ? asked : 'all');
  const [text, setText] = useState(route.query.text ?? '');
  const nameOf = ({ entry }: DeviceRow): string => {
    const product = products.get(entry.definition);
    return product === undefined ? entry.definition : productName(product, words);
  };
  const columns = useColumns(nameOf);
  const shown = filtered(rows, kind, text, nameOf);
  const narrow = (change: { kind?: Kind; text?: string }): void => {
    const next = { kind, text, ...change };
    setKind(next.kind);
    setText(next.text);
    noteQuery(route, {
      ...(next.kind === 'all' ? {} : { kind: next.kind }),
      ...(next.text === '' ? {} : { text: next.text }),
    });
  };
  return (
    <Panel
      id="devices"
      title={w.title}
      actions={
        <>
          {mayChange && (
            <a class="main-button" href={linkTo('devices', ['add'])}>
              <Icon name="add" /> {words.add.title}
            </a>
          )}
          <a class="plain-button" href={linkTo('devices', ['lines'])}>
            <Icon name="line" /> {words.lines.title}
          </a>
          {mayChange && rows.length > 0 && (
            <button class="plain-button" type="button" onClick={onEdit}>
              <Icon name="edit" /> {w.editTable}
            </button>
          )}
        </>
      }
    >
      {rows.length > 1 && (
        <div class="list-filter no-print">
          <TextField id="devices-text" label={w.search} value={text} onValue={(next) => narrow({ text: next })} />
          <Choice
            id="devices-kind"
            label={w.show}
            value={kind}
            choices={w.kinds}
            onValue={(next) => narrow({ kind: next })}
          />
        </div>
      )}
      <Table
        caption={w.title}
        columns={columns}
        rows={shown}
        keyOf={({ id }) => id}
        empty={rows.length === 0 ? w.empty : w.noneFits}
        fileName="devices"
      />
    </Panel>
  );
}

function useColumns(nameOf: (row: DeviceRow) => string): readonly Column<DeviceRow>[] {
  const speech = useSpeech();
  const words = useDeviceWords();
  const { columns: c, standing } = words.list;
  const share = new Intl.NumberFormat(speech.language, { style: 'percent', maximumFractionDigits: 1 });
  return [
    {
      id: 'name',
      head: c.name,
      cell: ({ id, name }) => (
        <span>
          <a href={linkTo('devices', [id])}>{name}</a> <small class="soft">{id}</small>
        </span>
      ),
      plain: ({ name }) => name,
    },
    { id: 'id', head: c.id, csvOnly: true, cell: () => '', plain: ({ id }) => id },
    { id: 'product', head: c.product, cell: nameOf, plain: nameOf },
    {
      id: 'where',
      head: c.where,
      cell: ({ where, unitId }) => (
        <span>
          {where}
          {unitId !== null && <small class="soft"> {words.list.unitShort(String(unitId))}</small>}
        </span>
      ),
      plain: ({ where }) => where,
    },
    { id: 'unit', head: c.unit, csvOnly: true, cell: () => '', plain: ({ unitId }) => unitId },
    { id: 'role', head: c.role, cell: ({ role }) => words.roles[role], plain: ({ role }) => words.roles[role] },
    { id: 'circuit', head: c.circuit, cell: ({ circuit }) => circuit, plain: ({ circuit }) => circuit },
    {
      id: 'phases',
      head: c.phases,
      cell: ({ phases }) => phaseText(phases, { ...words.form.wiring, usual: '' }),
      plain: ({ phases }) => phases,
    },
    {
      id: 'state',
      head: c.state,
      cell: ({ standing: one, ageS, entry }) => (
        <span>
          <Standing standing={one} />{' '}
          {one !== 'off' &&
            ageS != null &&
            (ageS > (entry.staleS ?? usualStaleS(entry.definition)) ? (
              <Age ageS={ageS} shown={false} />
            ) : (
              <small class="soft">{words.lines.ago(speech.seconds(ageS))}</small>
            ))}
        </span>
      ),
      plain: (row) => standing[row.standing],
    },
    {
      id: 'age',
      head: c.age,
      csvOnly: true,
      cell: () => '',
      plain: ({ ageS }) => ageS ?? null,
    },
    {
      id: 'errors',
      head: c.errors,
      cell: ({ line, health }) => (
        <>
          {health.map(({ id, code, what, since }) => (
            <p key={id}>{speech.words.health[code](what, speech.time(since, new Date().toISOString()))}</p>
          ))}
          {line?.traffic != null && line.traffic.timeoutShare > 0.005 && (
            <span>{words.list.unanswered(share.format(line.traffic.timeoutShare))}</span>
          )}
        </>
      ),
      plain: ({ line, health }) =>
        [...health.map(({ message }) => message), line?.traffic?.lastError?.message ?? ''].filter(Boolean).join('; '),
    },
  ];
}
