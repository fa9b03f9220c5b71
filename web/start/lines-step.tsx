import { useRef, useState } from 'preact/hooks';
import { readPorts } from '../api/devices.ts';
import { useRead } from '../live/use-read.ts';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { Icon } from '../part/icon.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import { useSpeech } from '../words/speech.ts';
import { useStartWords } from '../words/start/speech.ts';
import { useDraft } from './draft.ts';
import { baudRates, type Line, type LineDraft, lineOf, newLine, unfitLine } from './line-draft.ts';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './step-props.ts';

/** The lines that devices hang on: serial ports of the box, and gateways that pass serial frames on. */
export function LinesStep({ desk, next }: StepProps) {
  const { words } = useSpeech();
  const w = useStartWords();
  const lines = desk.site?.lines ?? [];
  const used = new Set(desk.site?.devices?.map(({ line }) => line));
  const remove = (line: Line) =>
    desk.save(
      (site) => ({ ...site, lines: site.lines?.filter(({ id }) => id !== line.id) ?? [] }),
      w.lines.removed(line.id),
    );
  return (
    <StepFrame step="lines" next={lines.length === 0 ? w.lines.noneNext : undefined} onNext={next}>
      {lines.length > 0 && (
        <ul class="start-list" aria-label={w.lines.list}>
          {lines.map((line) => (
            <li key={line.id} data-line={line.id}>
              <span>
                <b>{line.id}</b> <small class="soft">{lineSays(line)}</small>
              </span>
              {!used.has(line.id) && (
                <button class="plain-button" type="button" onClick={() => void remove(line)}>
                  <Icon name="remove" /> {words.common.remove}
                  <span class="unseen"> {line.id}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <LineForm desk={desk} />
    </StepFrame>
  );
}

export const lineSays = (line: Line): string =>
  line.kind === 'serial'
    ? `${line.path}, ${line.baudRate} Bd ${(line.parity ?? 'none').slice(0, 1).toUpperCase()}`
    : line.address;

/** Ports come and go with a plug. */
const portsMs = 5_000;

function LineForm({ desk }: Pick<StepProps, 'desk'>) {
  const w = useStartWords();
  const [draft, setDraft] = useDraft<LineDraft>('line');
  const [wrong, setWrong] = useState<'path' | 'address'>();
  const form = useRef<HTMLFormElement>(null);
  const read = useRead(readPorts, 'ports', portsMs);
  const ports = read.value?.ports.filter(({ line }) => line === null) ?? [];
  // The first port that is free is mostly the one that is meant.
  const now = draft ?? { ...newLine, path: ports[0]?.path ?? '' };
  const byHand = !ports.some(({ path }) => path === now.path);
  const set = (field: keyof LineDraft) => (value: string) => {
    setWrong(undefined);
    setDraft({ ...now, [field]: value });
  };

  async function add(event: Event): Promise<void> {
    event.preventDefault();
    if (desk.busy) return;
    const unfit = unfitLine(now);
    setWrong(unfit);
    if (unfit !== undefined) return focusWrong(form.current);
    const saved = await desk.save(
      (site) => ({ ...site, lines: [...(site.lines ?? []), lineOf(now, site.lines ?? [])] }),
      w.lines.saved,
    );
    if (saved) setDraft(now.kind === 'rtu-over-tcp' ? { ...newLine, kind: now.kind } : undefined);
    else focusWrong(form.current);
  }

  return (
    <form ref={form} class="form form-box" aria-label={w.lines.add} onSubmit={(event) => void add(event)} noValidate>
      <h3>{w.lines.add}</h3>
      <Choice id="line-kind" label={w.lines.kind} value={now.kind} choices={w.lines.kinds} onValue={set('kind')} />
      {now.kind === 'serial' ? (
        <>
          {ports.length > 0 ? (
            <Choice
              id="line-port"
              label={w.lines.port}
              value={byHand ? '' : now.path}
              choices={{
                ...Object.fromEntries(
                  ports.map(({ path, port, name }) => [path, name === null ? port : `${port}, ${name}`]),
                ),
                '': w.lines.otherPort,
              }}
              onValue={set('path')}
            />
          ) : (
            read.value !== undefined && <p class="note">{w.lines.noPorts}</p>
          )}
          {byHand && (
            <TextField
              id="line-path"
              label={w.lines.path}
              note={w.lines.pathNote}
              placeholder="/dev/ttyUSB0"
              value={now.path}
              wrong={wrong === 'path' ? w.lines.wrongPath : undefined}
              onValue={set('path')}
            />
          )}
          <Choice
            id="line-baud"
            label={w.lines.baudRate}
            note={w.lines.settingNote}
            value={now.baudRate}
            choices={Object.fromEntries(baudRates.map((rate) => [rate, rate]))}
            onValue={set('baudRate')}
          />
          <Choice
            id="line-parity"
            label={w.lines.parity}
            value={now.parity}
            choices={w.lines.parities}
            onValue={set('parity')}
          />
        </>
      ) : (
        <TextField
          id="line-address"
          label={w.lines.address}
          note={w.lines.addressNote}
          placeholder="10.0.0.5:4001"
          value={now.address}
          wrong={wrong === 'address' ? w.lines.wrongAddress : undefined}
          onValue={set('address')}
        />
      )}
      <SaveTrouble desk={desk} />
      <div class="buttons">
        <button class="plain-button" type="submit" aria-disabled={desk.busy}>
          <Icon name="add" /> {w.lines.add}
        </button>
      </div>
    </form>
  );
}
