import type { ComponentChildren } from 'preact';
import type { LineState, LinesState } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { Bar } from '../part/bar.tsx';
import { Fact } from '../part/fact.tsx';
import { Mark } from '../part/mark.tsx';
import { Panel } from '../part/panel.tsx';
import { type Column, Table } from '../part/table.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { type LineTrouble, troublesOf } from './line-advice.ts';
import type { DeviceRow } from './rows.ts';
import { Standing } from './standing.tsx';
import { useTrafficText } from './traffic-text.ts';

interface LinePanelProps {
  readonly id: string;
  /** What it is, in short. */
  readonly about: string;
  /** Undefined: nothing is known of it yet. */
  readonly line: LineState | undefined;
  readonly lines: LinesState | undefined;
  readonly rows: readonly DeviceRow[];
  readonly actions?: ComponentChildren;
}

/** A line: how full it is, what goes wrong on it, each unit id on it, and what to do. */
export function LinePanel({ id, about, line, lines, rows, actions }: LinePanelProps) {
  const w = useDeviceWords().lines;
  const text = useTrafficText();
  const columns = useUnitColumns(lines?.at ?? '');
  const troubles = line === undefined || lines === undefined ? [] : troublesOf(line, lines);
  const load = line === undefined ? null : (line.load.actual ?? line.load.planned);
  return (
    <Panel id={`line-${id.replaceAll(/\W+/g, '-')}`} title={id} actions={actions}>
      <p class="soft">{about}</p>
      {line === undefined ? (
        <p class="note">{rows.length === 0 ? w.unused : w.notYet}</p>
      ) : (
        <>
          {troubles.map((trouble) => (
            <p key={trouble} class={tones[trouble] === 'fault' ? 'problem' : 'note'}>
              <Mark tone={tones[trouble]} /> {w.troubles[trouble]}
            </p>
          ))}
          <dl class="facts">
            <Fact term={w.use}>
              {load === null ? w.noLoad : text.share(load)}
              {line.load.actual !== null && line.load.planned !== null && (
                <span class="soft"> ({w.planned(text.share(line.load.planned))})</span>
              )}
              {load !== null && <Bar fill={load} kind={load > 0.95 ? 'over' : 'grid'} limit={0.95} />}
            </Fact>
            <Fact term={w.requests}>
              {text.count(line.requests)}, {w.unansweredIs(text.share(line.timeouts / Math.max(1, line.requests)))}
            </Fact>
            <Fact term={w.broken}>{text.count(line.framingErrors + line.mismatches + line.strayFrames)}</Fact>
            <Fact term={w.wait}>{w.waitIs(text.count(line.queue.longestWaitMs))}</Fact>
            {line.lastError !== null && (
              <Fact term={w.lastError}>
                <q lang="en">{line.lastError}</q>
              </Fact>
            )}
          </dl>
        </>
      )}
      {rows.length > 0 && (
        <Table caption={w.unitsOn(id)} columns={columns} rows={rows} keyOf={(row) => row.id} empty={w.unused} />
      )}
    </Panel>
  );
}

const tones: Readonly<Record<LineTrouble, 'fault' | 'limited'>> = {
  notConnected: 'fault',
  full: 'fault',
  busy: 'limited',
  noise: 'limited',
  silent: 'limited',
  foreign: 'limited',
};

function useUnitColumns(now: string): readonly Column<DeviceRow>[] {
  const { time } = useSpeech();
  const words = useDeviceWords();
  const w = words.lines;
  const text = useTrafficText();
  return [
    {
      id: 'unit',
      head: words.list.columns.unit,
      numeric: true,
      cell: ({ unitId }) => unitId ?? '–',
      plain: (r) => r.unitId,
    },
    {
      id: 'name',
      head: words.list.columns.name,
      cell: ({ id, name }) => <a href={linkTo('devices', [id])}>{name}</a>,
      plain: ({ name }) => name,
    },
    {
      id: 'state',
      head: words.list.columns.state,
      cell: ({ standing }) => <Standing standing={standing} />,
      plain: ({ standing }) => words.list.standing[standing],
    },
    {
      id: 'latency',
      head: w.latency,
      cell: ({ line }) => (line?.traffic?.answerMs == null ? '' : text.latency(line.traffic.answerMs)),
      plain: ({ line }) => line?.traffic?.answerMs?.median ?? null,
    },
    {
      id: 'answered',
      head: w.lastAnswer,
      cell: ({ line }) => (line?.traffic?.lastAnswer == null ? '' : text.ago(line.traffic.lastAnswer, now)),
      plain: ({ line }) => line?.traffic?.lastAnswer ?? null,
    },
    {
      id: 'unanswered',
      head: w.unanswered,
      numeric: true,
      cell: ({ line }) => (line?.traffic == null ? '' : text.share(line.traffic.timeoutShare)),
      plain: ({ line }) => line?.traffic?.timeoutShare ?? null,
    },
    {
      id: 'error',
      head: w.lastError,
      cell: ({ line }) =>
        line?.traffic?.lastError == null ? (
          ''
        ) : (
          <span>
            <q lang="en">{line.traffic.lastError.message}</q>{' '}
            <span class="soft">{time(line.traffic.lastError.at, new Date().toISOString())}</span>
          </span>
        ),
      plain: ({ line }) => line?.traffic?.lastError?.message ?? null,
    },
  ];
}
