import { useState } from 'preact/hooks';
import type { CertificateView } from '../../firmware/api/shapes.ts';
import { bundleLink, removeCertificate, requestCertificate } from '../api/grid.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { Fact } from '../part/fact.tsx';
import { faultText } from '../part/fault-text.ts';
import { Mark } from '../part/mark.tsx';
import { Problem } from '../part/problem.tsx';
import { saveText } from '../part/save-text.ts';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** From this long before, the box and the page warn. */
const warnDays = 90;
const dayMs = 24 * 3600_000;

interface CertificateItemProps {
  readonly certificate: CertificateView;
  readonly now: string;
  readonly onChanged: () => Promise<void>;
}

/** A certificate: what it is, how long it lasts, who uses it. */
export function CertificateItem({ certificate, now, onChanged }: CertificateItemProps) {
  const { words, moment } = useSpeech();
  const w = useGridWords();
  const [asks, setAsks] = useState(false);
  const [fault, setFault] = useState('');
  const { name, curve, notAfter, usedBy, source, sha256 } = certificate;

  async function remove(): Promise<void> {
    const outcome = await removeCertificate(name);
    setAsks(false);
    if (outcome.ok) await onChanged();
    else setFault(w.notTaken[outcome.code] ?? faultText(words, outcome));
  }

  async function request(): Promise<void> {
    const outcome = await requestCertificate(name);
    if (outcome.ok) saveText(`${name}.csr.pem`, 'application/pkcs10', outcome.value.csrPem);
    setFault(outcome.ok ? '' : faultText(words, outcome));
  }

  return (
    <article aria-labelledby={`certificate-${name}`}>
      <header class="item-head">
        <h3 id={`certificate-${name}`}>{name}</h3>
        <Lasts certificate={certificate} now={now} />
      </header>
      <dl class="facts">
        <Fact term={w.certificates.curve}>{curve}</Fact>
        <Fact term={w.certificates.until}>{moment({ dateStyle: 'medium' }).format(new Date(notAfter))}</Fact>
        <Fact term={w.certificates.usedBy}>{usedBy.length === 0 ? w.certificates.unused : usedBy.join(', ')}</Fact>
      </dl>
      <p class="note">
        {w.certificates.origin[source]} · {w.certificates.fingerprint}{' '}
        <span class="fingerprint">{sha256.replace(/(.{4})/g, '$1\u200b')}</span>
      </p>
      <div class="buttons">
        <a class="plain-button" href={bundleLink(name)} download={`netwacht-cls-${name}.json`}>
          {w.certificates.bundle}
        </a>
        <button class="plain-button" type="button" onClick={() => void request()}>
          {w.certificates.csr}
        </button>
        <button class="plain-button" type="button" onClick={() => setAsks(true)}>
          {w.remove}
        </button>
      </div>
      {asks && (
        <AskFirst
          question={w.certificates.removeAsk(name)}
          yes={w.remove}
          no={w.cancel}
          onYes={() => void remove()}
          onNo={() => setAsks(false)}
        />
      )}
      <Problem text={fault} />
    </article>
  );
}

/** Only there when it does not last. */
function Lasts({ certificate, now }: { certificate: CertificateView; now: string }) {
  const w = useGridWords();
  const days = Math.floor((Date.parse(certificate.notAfter) - Date.parse(now)) / dayMs);
  if (certificate.validity !== 'valid')
    return (
      <p class="phase">
        <Mark tone="fault" /> <b>{w.certificates[certificate.validity]}</b>
      </p>
    );
  if (days >= warnDays) return null;
  return (
    <p class="phase">
      <Mark tone="limited" /> <b>{w.certificates.daysLeft(Math.max(0, days))}</b>
    </p>
  );
}
