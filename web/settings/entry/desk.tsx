import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { linkTo } from '../../live/use-route.ts';
import { faultText } from '../../part/fault-text.ts';
import { Problem } from '../../part/problem.tsx';
import { SaveTrouble } from '../../site/save-trouble.tsx';
import { type SiteDesk, useSite } from '../../site/use-site.ts';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';

/** The document that a section works on, and which of its forms is open: one at a time. */
export interface SectionDesk {
  readonly desk: SiteDesk;
  readonly site: SiteDocument;
  readonly open: string | undefined;
  readonly openForm: (form: string | undefined) => void;
}

const DeskContext = createContext<SectionDesk | undefined>(undefined);

export function useDesk(): SectionDesk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('a part of a section is drawn outside its desk');
  return desk;
}

/** Reads the document for a section. What could not be saved is said in the open form, or here. */
export function WithSite({ children }: { readonly children: ComponentChildren }) {
  const { words } = useSpeech();
  const desk = useSite();
  const [open, openForm] = useState<string>();
  const told = useRef<HTMLDivElement>(null);
  const inForm = open !== undefined;
  // Whoever pressed a button far below must see why nothing happened.
  useEffect(() => {
    if (desk.trouble !== undefined && !inForm) told.current?.focus();
  }, [desk.trouble, inForm]);
  if (desk.site === undefined)
    return (
      <div class="site-desk">
        {desk.absent ? (
          <NoSite />
        ) : desk.failure !== undefined ? (
          <Problem text={faultText(words, desk.failure)} />
        ) : (
          <p class="boot" role="status">
            {words.boot.reading}
          </p>
        )}
      </div>
    );
  return (
    <DeskContext.Provider value={{ desk, site: desk.site, open, openForm }}>
      <div class="site-desk">
        {!inForm && (
          <div class="told" tabIndex={-1} ref={told}>
            <SaveTrouble desk={desk} />
          </div>
        )}
        {children}
      </div>
    </DeskContext.Provider>
  );
}

/** A new box: where its settings come from. */
function NoSite() {
  const { words } = useSpeech();
  const w = useSiteWords();
  return (
    <div class="panel">
      <p>{w.entry.noSite}</p>
      <p class="note">{w.entry.noSiteHint}</p>
      <div class="buttons">
        <a class="main-button" href={linkTo('start')}>
          {words.nav.start}
        </a>
        <a class="plain-button" href={linkTo('settings', ['document'])}>
          {w.document.bring}
        </a>
      </div>
    </div>
  );
}
