import '../../style/people.css';
import { useState } from 'preact/hooks';
import { readUsers } from '../../api/people.ts';
import { useRead } from '../../live/use-read.ts';
import { linkTo } from '../../live/use-route.ts';
import { faultText } from '../../part/fault-text.ts';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { SaveTrouble } from '../../site/save-trouble.tsx';
import { type SiteDesk, useSite } from '../../site/use-site.ts';
import { InPeopleWords, usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { PersonForm } from './person-form.tsx';
import { PersonItem } from './person-item.tsx';
import { usersOf } from './site-parts.ts';

/** The section of the settings about people. */
export function People() {
  return (
    <InPeopleWords>
      <PeoplePanel />
    </InPeopleWords>
  );
}

/** What is open: a new one, or something of one of them. */
export interface Opened {
  readonly id: string | undefined;
  readonly what: 'edit' | 'pin' | 'budget' | 'remove';
}

/** Budgets go on while cars charge. */
const standsMs = 10_000;

function PeoplePanel() {
  const w = usePeopleWords().people;
  const desk = useSite();
  const [opened, setOpened] = useState<Opened>();
  const [done, setDone] = useState('');
  const { site } = desk;
  const users = site === undefined ? [] : usersOf(site);
  const stands = useRead(readUsers, JSON.stringify(users), standsMs);
  const open = (next: Opened | undefined): void => {
    if (desk.trouble !== undefined) desk.drop();
    setDone('');
    setOpened(next);
  };
  return (
    <Panel
      id="people"
      title={w.title}
      actions={
        <>
          <a class="plain-button" href={linkTo('settings', ['cards', 'give'])}>
            <Icon name="card" /> {w.give}
          </a>
          <button class="plain-button" type="button" onClick={() => open({ id: undefined, what: 'edit' })}>
            <Icon name="add" /> {w.add}
          </button>
        </>
      }
    >
      <p class="note">{w.intro}</p>
      <Done text={done} />
      <SiteAnswer desk={desk} />
      {site !== undefined && (
        <>
          {opened?.id === undefined && opened?.what === 'edit' && (
            <PersonForm desk={desk} site={site} user={undefined} onClose={() => open(undefined)} />
          )}
          {users.length === 0 && opened === undefined && <p class="soft">{w.empty}</p>}
          <ul class="entries">
            {users.map((user) => (
              <PersonItem
                key={user.id}
                user={user}
                site={site}
                desk={desk}
                stands={stands.value?.users.find(({ id }) => id === user.id)}
                opened={opened?.id === user.id ? opened.what : undefined}
                onOpen={(what) => open(what === undefined ? undefined : { id: user.id, what })}
                onDone={async (text) => {
                  await stands.again();
                  open(undefined);
                  setDone(text);
                }}
              />
            ))}
          </ul>
        </>
      )}
      {opened?.what !== 'edit' && <SaveTrouble desk={desk} />}
    </Panel>
  );
}

/** What is said while the site is not here. */
export function SiteAnswer({ desk }: { readonly desk: SiteDesk }) {
  const { words } = useSpeech();
  const w = usePeopleWords().people;
  if (desk.site !== undefined) return null;
  if (desk.absent) return <p class="soft">{w.noSite}</p>;
  if (desk.failure !== undefined) return <Problem text={faultText(words, desk.failure)} />;
  return (
    <p class="soft" role="status">
      {words.boot.reading}
    </p>
  );
}
