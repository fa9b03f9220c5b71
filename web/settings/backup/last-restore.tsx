import type { RestoreDone } from '../../api/backup.ts';
import { Fact } from '../../part/fact.tsx';
import { Panel } from '../../part/panel.tsx';
import { Done } from '../../part/problem.tsx';
import { useBackupWords } from '../../words/backup/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { dayAndTime } from './day-and-time.ts';

interface LastRestoreProps {
  readonly last: RestoreDone;
  readonly now: string;
  /** This browser asked for it and waited. */
  readonly fresh: boolean;
}

/** What the last restore did. */
export function LastRestore({ last, now, fresh }: LastRestoreProps) {
  const speech = useSpeech();
  const { locale, time } = speech;
  const w = useBackupWords();
  const number = new Intl.NumberFormat(locale);
  const { at, by, content, withKeys, sessionsAdded, sessionsKnown } = last;
  return (
    <Panel id="last-restore" title={w.after.last}>
      {fresh && <Done text={w.after.done(content.site ?? w.inside.noSite)} />}
      <dl class="facts">
        <Fact term={w.inside.site}>{content.site ?? w.inside.noSite}</Fact>
        <Fact term={w.after.when}>
          {time(at, now)} · {by}
        </Fact>
        <Fact term={w.after.from}>{dayAndTime(speech, content.made)}</Fact>
        <Fact term={w.after.sessions}>
          {w.after.sessionsOf(number.format(sessionsAdded), number.format(sessionsKnown))}
        </Fact>
        <Fact term={w.after.keys}>{withKeys ? w.after.withKeys : w.after.withoutKeys}</Fact>
      </dl>
    </Panel>
  );
}
