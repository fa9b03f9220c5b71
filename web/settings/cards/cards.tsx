import '../../style/people.css';
import { useState } from 'preact/hooks';
import { goTo } from '../../live/use-route.ts';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { SaveTrouble } from '../../site/save-trouble.tsx';
import { useSite } from '../../site/use-site.ts';
import { InPeopleWords, usePeopleWords } from '../../words/people/speech.ts';
import { SiteAnswer } from '../people/people.tsx';
import { tagsOf } from '../people/site-parts.ts';
import type { SectionProps } from '../sections.ts';
import { AsksPanel } from './asks-panel.tsx';
import { CardItem } from './card-item.tsx';
import { GiveForm } from './give-form.tsx';

/** The section of the settings about cards. */
export function Cards(props: SectionProps) {
  return (
    <InPeopleWords>
      <CardsPanels {...props} />
    </InPeopleWords>
  );
}

interface Opened {
  readonly id: string;
  readonly what: 'edit' | 'remove';
}

function CardsPanels({ state, path }: SectionProps) {
  const w = usePeopleWords().cards;
  const desk = useSite();
  const [opened, setOpened] = useState<Opened>();
  const { site } = desk;
  /** `#/settings/cards/give` opens the form, from anywhere. */
  const gives = path[0] === 'give';
  const open = (next: Opened | undefined): void => {
    if (desk.trouble !== undefined) desk.drop();
    setOpened(next);
  };
  const close = (): void => {
    open(undefined);
    goTo('settings', ['cards']);
  };
  return (
    <>
      <Panel
        id="cards"
        title={w.title}
        actions={
          !gives && (
            <button class="main-button" type="button" onClick={() => goTo('settings', ['cards', 'give'])}>
              <Icon name="add" /> {w.give}
            </button>
          )
        }
      >
        <p class="note">{w.intro}</p>
        <SiteAnswer desk={desk} />
        {site !== undefined && (
          <>
            {gives && <GiveForm desk={desk} site={site} now={state.at} onClose={close} onGiven={close} />}
            {tagsOf(site).length === 0 && !gives && <p class="soft">{w.empty}</p>}
            <ul class="entries">
              {tagsOf(site).map((tag) => (
                <CardItem
                  key={tag.id}
                  tag={tag}
                  site={site}
                  now={state.at}
                  desk={desk}
                  opened={!gives && opened?.id === tag.id ? opened.what : undefined}
                  onOpen={(what) => {
                    if (gives) goTo('settings', ['cards']);
                    open(what === undefined ? undefined : { id: tag.id, what });
                  }}
                />
              ))}
            </ul>
          </>
        )}
        {!gives && opened?.what !== 'edit' && <SaveTrouble desk={desk} />}
      </Panel>
      {site !== undefined && <AsksPanel desk={desk} site={site} />}
    </>
  );
}
