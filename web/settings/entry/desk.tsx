import { type ComponentChildren, createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { faultText } from '../../part/fault-text.ts';
import { Problem } from '../../part/problem.tsx';
import { SaveTrouble } from '../../site/save-trouble.tsx';
import { type SiteDesk, useSite } from '../../site/use-site.ts';
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
  if (desk.site === undefined)
    return (
      <div class="site-desk">
        {desk.failure !== undefined ? (
          <Problem text={faultText(words, desk.failure)} />
        ) : (
          <p class="boot" role="status">
            {desk.absent ? words.common.none : words.boot.reading}
          </p>
        )}
      </div>
    );
  return (
    <DeskContext.Provider value={{ desk, site: desk.site, open, openForm }}>
      <div class="site-desk">
        {open === undefined && <SaveTrouble desk={desk} />}
        {children}
      </div>
    </DeskContext.Provider>
  );
}
