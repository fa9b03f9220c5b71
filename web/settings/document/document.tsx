import '../../style/site.css';
import { useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { checkSite, type SiteFault } from '../../api/site.ts';
import { faultText } from '../../part/fault-text.ts';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { saveText } from '../../part/save-text.ts';
import { changedParts } from '../../site/changed-parts.ts';
import { SaveTrouble } from '../../site/save-trouble.tsx';
import { useSite } from '../../site/use-site.ts';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { FaultTable } from './fault-table.tsx';
import { brokenLine } from './line-of.ts';

/** What the box takes at most, as its route says. */
const mostBytes = 1024 * 1024;

export const DocumentSection = () => (
  <InSiteWords>
    <Document />
  </InSiteWords>
);

/** What was found about the text as it stands; undefined: not checked since it was last changed. */
type Found =
  | { readonly kind: 'problem'; readonly text: string }
  | { readonly kind: 'faults'; readonly faults: readonly SiteFault[] }
  | { readonly kind: 'good'; readonly document: SiteDocument; readonly parts: readonly string[] };

/** The whole site as one file: taken out, brought in, checked, and put in force. */
function Document() {
  const { words, one } = useSpeech();
  const d = useSiteWords().document;
  const desk = useSite();
  const [text, setText] = useState<string>();
  const [found, setFound] = useState<Found>();
  const [checking, setChecking] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const megabytes = (bytes: number): string => `${one(bytes / 1_048_576)}\u00a0MB`;

  function bring(next: string | undefined): void {
    setText(next);
    setFound(undefined);
  }

  async function open(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    if (file.size > mostBytes) {
      bring(undefined);
      setFound({ kind: 'problem', text: d.tooLarge(file.name, megabytes(file.size), megabytes(mostBytes)) });
      return;
    }
    bring(await file.text());
  }

  async function check(): Promise<void> {
    if (checking || text === undefined) return;
    const bytes = new Blob([text]).size;
    if (bytes > mostBytes)
      return setFound({ kind: 'problem', text: d.tooLarge(d.text, megabytes(bytes), megabytes(mostBytes)) });
    let document: SiteDocument;
    try {
      document = JSON.parse(text) as SiteDocument;
    } catch (error) {
      const line = brokenLine(text, error instanceof Error ? error.message : '');
      return setFound({ kind: 'problem', text: line === undefined ? d.noJson : d.noJsonAt(String(line)) });
    }
    setChecking(true);
    const outcome = await checkSite(document);
    setChecking(false);
    if (!outcome.ok)
      setFound({
        kind: 'problem',
        text: outcome.status === 413 ? d.refusedSize(megabytes(bytes)) : faultText(words, outcome),
      });
    else if (!outcome.value.ok) setFound({ kind: 'faults', faults: outcome.value.faults });
    else setFound({ kind: 'good', document, parts: changedParts(desk.site, document) });
  }

  async function put(document: SiteDocument): Promise<void> {
    if (desk.busy) return;
    if (await desk.save(() => document, d.put, document)) bring(undefined);
  }

  const tell = found?.kind === 'good' && found.parts.length === 0 ? d.same : found?.kind === 'good' ? d.good : '';
  return (
    <div class="site-desk">
      <Panel id="document-take" title={d.take}>
        <p class="note">{d.takeNote}</p>
        {desk.site === undefined ? (
          <p>
            {desk.absent ? d.none : desk.failure === undefined ? words.boot.reading : faultText(words, desk.failure)}
          </p>
        ) : (
          <div class="buttons">
            <button
              class="plain-button"
              type="button"
              onClick={() => saveText(fileName(desk.site?.name), 'application/json', written(desk.site))}
            >
              <Icon name="download" /> {d.download}
            </button>
            <button class="plain-button" type="button" onClick={() => bring(written(desk.site))}>
              <Icon name="edit" /> {d.asText}
            </button>
          </div>
        )}
      </Panel>
      <Panel id="document-bring" title={d.bring}>
        <p class="note">{d.bringNote(megabytes(mostBytes))}</p>
        <div class="form">
          <label class="plain-button file-button">
            <Icon name="upload" /> {d.open}
            <input
              id="document-file"
              class="unseen"
              type="file"
              accept=".json,application/json"
              onChange={(event) => {
                const { currentTarget } = event;
                void open(currentTarget.files?.[0]).then(() => {
                  // The same file may be chosen again after it was mended.
                  currentTarget.value = '';
                });
              }}
            />
          </label>
          {text !== undefined && (
            <div class="field">
              <label for="document-text">{d.text}</label>
              <textarea
                id="document-text"
                class="pem"
                rows={16}
                spellcheck={false}
                wrap="off"
                ref={area}
                value={text}
                onInput={(event) => bring(event.currentTarget.value)}
              />
            </div>
          )}
          <Problem text={found?.kind === 'problem' ? found.text : ''} />
          {found?.kind === 'faults' && text !== undefined && (
            <FaultTable faults={found.faults} text={text} onGo={(line) => goToLine(area.current, line)} />
          )}
          <Done text={tell} />
          {found?.kind === 'good' && found.parts.length > 0 && (
            <div>
              <h3>{d.changes}</h3>
              <ul class="parts">
                {found.parts.map((part) => (
                  <li key={part}>
                    <code>{part}</code>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <SaveTrouble desk={desk} />
          {text !== undefined && (
            <div class="buttons">
              <button class="plain-button" type="button" onClick={() => bring(undefined)}>
                {words.common.cancel}
              </button>
              {found?.kind === 'good' && found.parts.length > 0 ? (
                <button
                  class="main-button"
                  type="button"
                  aria-disabled={desk.busy}
                  onClick={() => void put(found.document)}
                >
                  {d.putNow}
                </button>
              ) : (
                <button class="main-button" type="button" aria-disabled={checking} onClick={() => void check()}>
                  {checking ? d.checking : d.check}
                </button>
              )}
            </div>
          )}
        </div>
      </Panel>
    </div>
  );
}

const written = (site: SiteDocument | undefined): string => `${JSON.stringify(site, undefined, 2)}\n`;

const fileName = (name = 'site'): string => `netwacht-${name.replace(/[^\p{L}\p{N}]+/gu, '-').toLowerCase()}.json`;

/** Puts the cursor on a line, and the line into sight. */
function goToLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const lines = area.value.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4);
}
