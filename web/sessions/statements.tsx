import { useEffect } from 'preact/hooks';
import type { SessionList, SessionShape } from '../../firmware/api/shapes.ts';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useAmounts } from './amounts.ts';
import { type Names, nameIn } from './names.ts';

interface StatementsProps {
  readonly list: SessionList;
  /** "November 2026". */
  readonly month: string;
  readonly names: Names;
  readonly site: string;
  readonly at: string;
  readonly onPrinted: () => void;
}

/** A month on paper: a sheet for each person. Drawn only to be printed. */
export function Statements({ list, month, names, site, at, onPrinted }: StatementsProps) {
  const w = useSessionsWords();
  const { exact, moment, energy, money } = useAmounts();
  useEffect(() => {
    addEventListener('afterprint', onPrinted);
    print();
    return () => removeEventListener('afterprint', onPrinted);
  }, [onPrinted]);
  return (
    <div class="statements">
      {[...byUser(list.sessions)].map(([user, sessions]) => {
        const name = nameIn(names.users, user);
        const sum = (of: (one: SessionShape) => number) => sessions.reduce((all, one) => all + of(one), 0);
        const unpricedWh = sum((one) => one.unpricedWh);
        return (
          <section class="statement" key={user ?? ''} data-statement={user ?? ''}>
            <p>{site}</p>
            <h2>{w.statement.title(month)}</h2>
            <p>
              <b>{user === null ? w.statement.ofNobody : w.statement.of(name)}</b>
            </p>
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{w.head.begin}</th>
                  <th scope="col">{w.head.chargePoint}</th>
                  <th scope="col">{w.head.notes}</th>
                  <th scope="col" class="numeric">
                    {w.head.energy}
                  </th>
                  <th scope="col" class="numeric">
                    {w.head.cost}
                  </th>
                </tr>
              </thead>
              <tbody>
                {sessions.map((one) => (
                  <tr key={one.id}>
                    <td>{moment(one.pluggedAt)}</td>
                    <td>{one.name}</td>
                    <td>
                      {[
                        ...(one.unpluggedAt === null ? [w.runs] : []),
                        ...(one.corrected ? [w.corrected] : []),
                        ...one.flags.map((flag) => w.flags[flag].short),
                      ].join(', ')}
                    </td>
                    <td class="numeric">{energy(one.energyWh)}</td>
                    <td class="numeric">{money(one.costCt)}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row" colSpan={3}>
                    {w.statement.sum}
                  </th>
                  <td class="numeric">
                    <b>{energy(sum((one) => one.energyWh))}</b>
                  </td>
                  <td class="numeric">
                    <b>{money(sum((one) => one.costCt))}</b>
                  </td>
                </tr>
              </tfoot>
            </table>
            {unpricedWh > 0 && <p>{w.unpriced(energy(unpricedWh))}</p>}
            {sessions.some(({ flags }) => flags.includes('estimated')) && <p>{w.statement.estimated}</p>}
            <p class="soft">{w.statement.madeAt(exact(at))}</p>
          </section>
        );
      })}
    </div>
  );
}

function byUser(sessions: readonly SessionShape[]): Map<string | null, SessionShape[]> {
  const found = new Map<string | null, SessionShape[]>();
  for (const one of sessions) {
    const of = found.get(one.user);
    if (of === undefined) found.set(one.user, [one]);
    else of.push(one);
  }
  return found;
}
