import '../style/parts.css';
import '../style/form.css';
import '../style/rules.css';
import type { ComponentChild } from 'preact';
import type { State } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { faultText } from '../part/fault-text.ts';
import { Icon } from '../part/icon.tsx';
import { Problem } from '../part/problem.tsx';
import { changesSite } from '../part/role.ts';
import { BatteryRules } from '../rules/battery-rules.tsx';
import { NamedList } from '../rules/named-list.tsx';
import { Overview } from '../rules/overview.tsx';
import { PointRules } from '../rules/point-rules.tsx';
import { ruleHome } from '../rules/rule-owner.ts';
import { namesOf } from '../rules/site-names.ts';
import { type SiteDesk, useSite } from '../site/use-site.ts';
import { InRulesWords, useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import type { ScreenProps } from './screens.ts';

/** Rules of charge points, batteries, people and named sets: how they stand, and their editor. */
export const Rules = ({ state, role, path }: ScreenProps) => (
  <InRulesWords>
    <div class="screen rules-screen">
      {changesSite(role) ? <WithSite live={state} path={path} /> : <Place live={state} path={path} desk={undefined} />}
    </div>
  </InRulesWords>
);

interface PlaceProps {
  readonly live: State;
  readonly path: readonly string[];
  /** Undefined: whoever looks may not see the site. */
  readonly desk: SiteDesk | undefined;
}

function WithSite({ live, path }: Omit<PlaceProps, 'desk'>) {
  const { words } = useSpeech();
  const desk = useSite();
  if (desk.failure !== undefined) return <Problem text={faultText(words, desk.failure)} />;
  if (desk.site === undefined && !desk.absent)
    return (
      <p class="boot" role="status">
        {words.boot.reading}
      </p>
    );
  return <Place live={live} path={path} desk={desk} />;
}

function Place({ live, path, desk }: PlaceProps) {
  const w = useRulesWords();
  const [first, id] = path;
  if (first === undefined) return <Overview live={live} desk={desk} />;
  const names = namesOf(desk?.site, live);
  const named = (title: string, screen: ComponentChild) => (
    <>
      <div class="rules-head">
        <a class="rules-back" href={linkTo('rules')}>
          <Icon name="back" /> {w.overview.back}
        </a>
        <h2>{title}</h2>
      </div>
      {screen}
    </>
  );
  if (first === 'battery' && id !== undefined && live.batteries?.some((one) => one.id === id))
    return named(names.device(id), <BatteryRules key={id} {...{ id, live, desk }} />);
  if ((first === 'user' || first === 'set') && id !== undefined && desk?.site !== undefined) {
    const owner = { kind: first, id } as const;
    if (ruleHome(desk.site, owner) !== undefined)
      return named(
        first === 'user' ? names.user(id) : names.set(id),
        <NamedList key={`${first} ${id}`} {...{ owner, live, desk }} />,
      );
  }
  if (live.chargePoints.some((one) => one.id === first))
    return named(names.device(first), <PointRules key={first} id={first} {...{ live, desk }} />);
  return named(w.overview.unknown, null);
}
