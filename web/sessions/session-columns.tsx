import type { SessionShape } from '../../firmware/api/shapes.ts';
import type { SessionQuery } from '../api/sessions.ts';
import { linkTo } from '../live/use-route.ts';
import { Mark } from '../part/mark.tsx';
import type { Column } from '../part/table.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useAmounts } from './amounts.ts';
import { type Names, nameIn } from './names.ts';

/** The columns of the table of sessions; the whole row leads to its session. */
export function useColumns(names: Names, query: SessionQuery): readonly Column<SessionShape>[] {
  const w = useSessionsWords();
  const { energy, money, duration, share, moment, clock } = useAmounts();
  const end = ({ pluggedAt, unpluggedAt }: SessionShape): string => {
    if (unpluggedAt === null) return w.runs;
    return unpluggedAt.slice(0, 10) === pluggedAt.slice(0, 10) ? clock(unpluggedAt) : moment(unpluggedAt);
  };
  return [
    {
      id: 'begin',
      head: w.head.begin,
      cell: ({ id, pluggedAt }) => (
        <a class="row-link" href={linkTo('sessions', [String(id)], { ...query })}>
          {moment(pluggedAt)}
        </a>
      ),
      plain: ({ pluggedAt }) => pluggedAt,
    },
    {
      id: 'end',
      head: w.head.end,
      cell: (one) =>
        one.unpluggedAt === null ? (
          <span>
            <Mark tone="ok" /> {w.runs}
          </span>
        ) : (
          end(one)
        ),
      plain: end,
    },
    { id: 'chargePoint', head: w.head.chargePoint, cell: ({ name }) => name, plain: ({ name }) => name },
    text('user', ({ user }) => nameIn(names.users, user)),
    text('tag', ({ tag }) => nameIn(names.tags, tag)),
    number('energy', ({ energyWh }) => energy(energyWh)),
    number('charged', ({ chargedS }) => duration(chargedS)),
    number('cost', ({ costCt }) => money(costCt)),
    number('solar', ({ solarWh, gridWh, batteryWh }) => share(solarWh, solarWh + gridWh + batteryWh)),
    text('notes', ({ flags, corrected }) =>
      [...(corrected ? [w.corrected] : []), ...flags.map((flag) => w.flags[flag].short)].join(', '),
    ),
  ];

  function text(id: 'user' | 'tag' | 'notes', of: (one: SessionShape) => string): Column<SessionShape> {
    return { id, head: w.head[id], cell: (one) => of(one) || null, plain: of };
  }
  function number(id: 'energy' | 'charged' | 'cost' | 'solar', of: (one: SessionShape) => string) {
    return { ...text('notes', of), id, head: w.head[id], numeric: true };
  }
}
