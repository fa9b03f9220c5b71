import type { SiteDocument, State } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { Panel } from '../part/panel.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { SetsPanel } from './sets-panel.tsx';
import { namesOf } from './site-names.ts';

interface OverviewProps {
  readonly live: State;
  readonly desk: SiteDesk | undefined;
}

/** Whose rules there are. */
export function Overview({ live, desk }: OverviewProps) {
  const w = useRulesWords();
  const o = w.overview;
  const site = desk?.site;
  const users = site?.users ?? [];
  const batteries = site?.batteries?.map(({ device }) => device) ?? live.batteries?.map(({ id }) => id) ?? [];
  const names = namesOf(site, live);
  return (
    <>
      <Panel id="rules-points" title={o.points}>
        <p class="note">{o.intro}</p>
        {live.chargePoints.length === 0 && <p class="soft">{o.noPoints}</p>}
        <ul class="rule-owners">
          {live.chargePoints.map(({ id, name }) => (
            <Owner key={id} path={[id]} name={name} count={countOf(site, id)} none={o.noRules} />
          ))}
        </ul>
      </Panel>
      {batteries.length > 0 && (
        <Panel id="rules-batteries" title={o.batteries}>
          <ul class="rule-owners">
            {batteries.map((id) => {
              const battery = site?.batteries?.find(({ device }) => device === id);
              const count = battery && (battery.chargeRules?.length ?? 0) + (battery.dischargeRules?.length ?? 0);
              return (
                <Owner
                  key={id}
                  path={['battery', id]}
                  name={names.device(id)}
                  count={count}
                  none={o.noRulesOfBattery}
                />
              );
            })}
          </ul>
        </Panel>
      )}
      {users.length > 0 && (
        <Panel id="rules-people" title={o.people}>
          <ul class="rule-owners">
            {users.map(({ id, name, rules }) => (
              <Owner
                key={id}
                path={['user', id]}
                name={name ?? id}
                count={rules?.length ?? 0}
                none={o.noRulesOfPerson}
              />
            ))}
          </ul>
        </Panel>
      )}
      {desk !== undefined && site !== undefined && <SetsPanel site={site} desk={desk} />}
    </>
  );
}

const countOf = (site: SiteDocument | undefined, id: string): number | undefined =>
  site && (site.devices?.find((one) => one.id === id)?.rules?.length ?? 0);

interface OwnerProps {
  readonly path: readonly string[];
  readonly name: string;
  /** Undefined: not to be seen by who looks. */
  readonly count: number | undefined;
  readonly none: string;
}

function Owner({ path, name, count, none }: OwnerProps) {
  const w = useRulesWords();
  return (
    <li>
      <a href={linkTo('rules', path)}>
        <b>{name}</b>
        {count !== undefined && <small>{count === 0 ? none : w.overview.count(count)}</small>}
      </a>
    </li>
  );
}
