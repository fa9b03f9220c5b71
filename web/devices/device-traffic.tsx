import type { LinesState } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { BoxSays } from '../part/box-says.tsx';
import { Fact } from '../part/fact.tsx';
import { Panel } from '../part/panel.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import type { DeviceRow } from './rows.ts';
import { useTrafficText } from './traffic-text.ts';

/** How the device and the box speak with each other. */
export function DeviceTraffic({ row, lines }: { readonly row: DeviceRow; readonly lines: LinesState | undefined }) {
  const { words, time } = useSpeech();
  const w = useDeviceWords().lines;
  const text = useTrafficText();
  const { line: device } = row;
  if (device === undefined || row.entry.enabled === false) return null;
  const { traffic, polls, fault } = device;
  const line = lines?.lines.find(({ id }) => id === device.line);
  const now = lines?.at ?? '';
  return (
    <Panel id="traffic" title={w.traffic}>
      <dl class="facts">
        <Fact term={w.since}>{time(device.since, now)}</Fact>
        {traffic?.answerMs != null && <Fact term={w.latency}>{text.latency(traffic.answerMs)}</Fact>}
        {traffic?.lastAnswer != null && <Fact term={w.lastAnswer}>{text.ago(traffic.lastAnswer, now)}</Fact>}
        {traffic != null && <Fact term={w.unanswered}>{text.share(traffic.timeoutShare)}</Fact>}
        {polls !== null && <Fact term={w.asked}>{text.every(polls.everyMs)}</Fact>}
        {traffic?.lastError != null && (
          <Fact term={w.lastError}>
            <q lang="en">{traffic.lastError.message}</q>, {time(traffic.lastError.at, now)}
          </Fact>
        )}
        {line !== undefined && (
          <Fact term={w.lineOf}>
            <a href={linkTo('devices', ['lines'])}>{line.id}</a>
            {line.load.actual !== null && `, ${w.used(text.share(line.load.actual))}`}
          </Fact>
        )}
      </dl>
      {fault !== null && (
        <p class="note">
          <BoxSays lead={words.common.boxSays} message={fault.message} />
        </p>
      )}
    </Panel>
  );
}
