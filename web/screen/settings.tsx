import '../style/form.css';
import '../style/parts.css';
import { usePart } from '../live/use-part.ts';
import { linkTo } from '../live/use-route.ts';
import { Fetching } from '../part/fetching.tsx';
import { Icon } from '../part/icon.tsx';
import { changesSite } from '../part/role.ts';
import { type SectionProps, sections } from '../settings/sections.ts';
import { InSettingsWords, useSettingsWords } from '../words/settings/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** Everything that is set once and seldom changed; one section at a time beside the list of them. */
export function Settings(props: SectionProps) {
  return (
    <InSettingsWords>
      <Sections {...props} />
    </InSettingsWords>
  );
}

function Sections({ state, role, path }: SectionProps) {
  const { words } = useSpeech();
  const w = useSettingsWords();
  const seen = sections.filter(({ seenBy }) => seenBy(role));
  const [asked, ...rest] = path;
  const section = seen.find(({ id }) => id === asked);
  const { part, failed } = usePart(section?.id, loadSection);
  return (
    <div class={section === undefined ? 'settings' : 'settings settings-open'}>
      <nav class="settings-nav" aria-label={w.sections}>
        <ul>
          {seen.map(({ id, icon }) => (
            <li key={id}>
              <a href={linkTo('settings', [id])} aria-current={id === section?.id ? 'page' : undefined}>
                <Icon name={icon} />
                <span>
                  <b>{w.section[id].name}</b>
                  <small>{w.section[id].does}</small>
                </span>
              </a>
            </li>
          ))}
          {changesSite(role) && (
            <li>
              <a href={linkTo('start')}>
                <Icon name="next" />
                <span>
                  <b>{words.nav.start}</b>
                  <small>{words.invite.text}</small>
                </span>
              </a>
            </li>
          )}
        </ul>
      </nav>
      {section !== undefined && (
        <div class="settings-section">
          <a class="settings-back" href={linkTo('settings')}>
            <Icon name="back" /> {words.nav.settings}
          </a>
          {part?.id === section.id ? <part.Draw state={state} role={role} path={rest} /> : <Fetching failed={failed} />}
        </div>
      )}
    </div>
  );
}

async function loadSection(id: string) {
  const section = sections.find((one) => one.id === id);
  if (section === undefined) throw new Error(`there is no section ${id}`);
  return { id, Draw: await section.load() };
}
