import '../../style/box.css';
import '../../style/keep.css';
import { diagnosisLink } from '../../api/log.ts';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { InLogWords, useLogWords } from '../../words/log/speech.ts';
import type { SectionProps } from '../sections.ts';
import { RecordingPanel } from './recording-panel.tsx';
import { TailPanel } from './tail-panel.tsx';

/** What the box wrote down, for whoever looks for a fault. */
export const Log = ({ state }: SectionProps) => (
  <InLogWords>
    <div class="keep">
      <HelpPanel />
      <TailPanel />
      <RecordingPanel now={state.at} />
    </div>
  </InLogWords>
);

function HelpPanel() {
  const w = useLogWords();
  return (
    <Panel id="help" title={w.help.title}>
      <p>{w.help.does}</p>
      <p class="note">{w.help.secrets}</p>
      <div class="buttons">
        <a class="main-button" href={diagnosisLink} download="netwacht-diagnosis.jsonl">
          <Icon name="download" /> {w.help.take}
        </a>
      </div>
    </Panel>
  );
}
