import { useState } from 'preact/hooks';
import type { State } from '../../firmware/api/shapes.ts';
import { readCommands } from '../api/grid.ts';
import { useLooksAfter } from '../live/use-looks-after.ts';
import { useRead } from '../live/use-read.ts';
import { Mark, type Tone } from '../part/mark.tsx';
import { sameDay } from '../time/calendar.ts';
import { useGridWords } from '../words/grid/speech.ts';
import { type Speech, useSpeech } from '../words/speech.ts';
import { commandSource, commandText } from './command-text.ts';
import { type Command, commandsOf } from './commands.ts';

const dayMs = 24 * 3600_000;
const daysBack = 30;
const shown = 12;

/** Reads the last commands: of a day where that has enough of them, so that a busy log is not read as a whole each time. */
function lastCommands() {
  let days = daysBack;
  return async function read(nowMs: number): ReturnType<typeof readCommands> {
    const asked = days;
    const outcome = await readCommands(nowMs - asked * dayMs);
    if (!outcome.ok) return outcome;
    const ofDay = commandsOf(outcome.value.rows).filter(({ at }) => Date.parse(at) > nowMs - dayMs);
    days = ofDay.length >= shown ? 1 : daysBack;
    return days > asked ? read(nowMs) : outcome;
  };
}

/** Each reading is work for the box: soon after a change, as charge points confirm some seconds later, else seldom. */
const looksAfterMs = [1500, 4000, 10_000, 20_000, 40_000, 65_000];
const everyMs = 60_000;

/** What was commanded last, and what became of it. */
export function CommandsPanel({ state }: { state: State }) {
  const w = useGridWords();
  const limits = state.limits.map(({ id, value, source }) => `${id} ${value} ${source}`).join();
  const looks = useLooksAfter(limits, looksAfterMs);
  const [readLast] = useState(lastCommands);
  const log = useRead(() => readLast(Date.parse(state.at)), `${looks} ${limits}`, everyMs);
  const commands = commandsOf(log.value?.rows ?? []).slice(0, shown);
  return (
    <section class="panel" aria-labelledby="commands">
      <h2 id="commands">{w.log.title}</h2>
      {commands.length === 0 ? (
        <p class="note">
          {log.failure !== undefined ? w.log.noAnswer : log.value === undefined ? w.waits : w.log.none}
        </p>
      ) : (
        <ol class="commands">
          {commands.map((command) => (
            <CommandLine key={command.seq} command={command} now={state.at} />
          ))}
        </ol>
      )}
    </section>
  );
}

function CommandLine({ command, now }: { command: Command; now: string }) {
  const speech = useSpeech();
  const w = useGridWords();
  const { at, appliedAt, notApplied, confirmed, unconfirmed, endedAt, count, data } = command;
  const refused = typeof data.refused === 'string' ? data.refused : undefined;
  const tone: Tone =
    refused !== undefined || notApplied
      ? 'fault'
      : unconfirmed.length > 0
        ? 'limited'
        : endedAt === undefined
          ? 'ok'
          : 'idle';
  const isCommand = command.kind === 'command' || command.kind === 'many';
  const fates = [
    ...(refused === undefined ? [] : [w.log.refused(w.log.refusal[refused] ?? refused)]),
    ...(notApplied ? [w.log.notApplied] : []),
    ...(appliedAt === undefined ? [] : [w.log.applied(after(speech.language, at, appliedAt))]),
    ...(confirmed.length === 0 ? [] : [w.log.confirmed(confirmed.length)]),
    ...(unconfirmed.length === 0 ? [] : [w.log.unconfirmed(unconfirmed.join(', '))]),
    ...(endedAt === undefined ? [] : [w.log.ended(speech.time(endedAt, now))]),
  ];
  return (
    <li data-command={command.seq}>
      <p class="command-when">
        <time dateTime={at}>{secondsTime(speech, at, now)}</time> {commandSource(w, command)}
      </p>
      <p class="command-what">
        <Mark tone={isCommand ? tone : 'info'} /> <b>{commandText(speech, w, command)}</b>
        {count > 1 && <small> · {w.log.times(count)}</small>}
      </p>
      {fates.length > 0 && <p class="command-fate">{fates.join(' · ')}</p>}
    </li>
  );
}

/** "38 ms", "1.4 s": how long the box took. */
function after(language: string, from: string, to: string): string {
  const spentMs = Math.max(0, Date.parse(to) - Date.parse(from));
  if (spentMs < 1000) return `${spentMs}\u00a0ms`;
  const seconds = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return `${seconds.format(spentMs / 1000)}\u00a0s`;
}

/** To the second, as the log is a proof; with the day when it is not today. */
function secondsTime({ timeZone, moment }: Speech, at: string, now: string): string {
  const atMs = Date.parse(at);
  const today = sameDay(timeZone, atMs, Date.parse(now));
  return moment({
    ...(today ? {} : { day: 'numeric', month: 'short' }),
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  }).format(atMs);
}
