import type { ComponentChildren } from 'preact';
import { type AboutView, licencesLink } from '../api/box.ts';
import type { Read } from '../live/use-read.ts';
import { Fact } from '../part/fact.tsx';
import { Mark } from '../part/mark.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { Reading } from './reading.tsx';

/** What this is, how long it is cared for, and where to turn to. `now`: the clock of the box. */
export function AboutPanel({ about, now }: { about: Read<AboutView>; now: string }) {
  const w = useBoxWords();
  return (
    <section class="panel" aria-labelledby="about">
      <h2 id="about">{w.about.title}</h2>
      {about.value === undefined ? <Reading read={about} /> : <Facts about={about.value} now={now} />}
    </section>
  );
}

function Facts({ about, now }: { about: AboutView; now: string }) {
  const { moment } = useSpeech();
  const w = useBoxWords();
  const { version, image, support, contact, advisories, licences } = about;
  const day = (at: string) => moment({ dateStyle: 'long' }).format(new Date(at));
  // The last day still counts.
  const over = support.until !== null && support.until < now.slice(0, 10);
  return (
    <>
      <dl class="facts">
        <Fact term={w.about.version}>{version}</Fact>
        <Fact term={w.about.image}>
          {image === null ? w.about.noImage : `${image.target}, ${image.version} (${image.commit.slice(0, 10)})`}
        </Fact>
        <Fact term={w.about.id}>{about.id}</Fact>
        <Fact term={w.about.support}>{support.until === null ? w.about.supportNone : day(support.until)}</Fact>
        <Fact term={w.about.contact}>
          <Told>{contact}</Told>
        </Fact>
        <Fact term={w.about.advisories}>
          <Told>{advisories}</Told>
        </Fact>
        <Fact term={w.about.licences}>
          {image === null ? <Told>{licences}</Told> : <a href={licencesLink}>{w.about.licenceTexts}</a>}
        </Fact>
      </dl>
      {over && (
        <p class="warning">
          <Mark tone="limited" /> {w.about.supportOver}
        </p>
      )}
    </>
  );
}

/** A sentence of the box, which is English. */
const Told = ({ children }: { children: ComponentChildren }) => <span lang="en">{children}</span>;
