import { useState } from 'preact/hooks';
import type { CertificateView, State } from '../../firmware/api/shapes.ts';
import type { Read } from '../live/use-read.ts';
import { useGridWords } from '../words/grid/speech.ts';
import { CertificateBring } from './certificate-bring.tsx';
import { CertificateItem } from './certificate-item.tsx';
import { CertificateMake } from './certificate-make.tsx';
import { Reading } from './gateway-panel.tsx';

interface CertificatesPanelProps {
  readonly state: State;
  readonly certificates: Read<readonly CertificateView[]>;
}

/** The certificates that this box shows to the gateway. */
export function CertificatesPanel({ state, certificates }: CertificatesPanelProps) {
  const w = useGridWords();
  const [adding, setAdding] = useState<'make' | 'bring'>();
  const [done, setDone] = useState('');
  const list = certificates.value;

  function added(name: string): void {
    setDone(name);
    setAdding(undefined);
    void certificates.again();
  }
  const add = (what: 'make' | 'bring') => () => {
    setDone('');
    setAdding(what);
  };

  return (
    <section class="panel" aria-labelledby="certificates">
      <h2 id="certificates">{w.certificates.title}</h2>
      {list === undefined ? (
        <Reading read={certificates} />
      ) : (
        <>
          {list.length === 0 && <p class="note">{w.certificates.none}</p>}
          <ul class="items">
            {list.map((certificate) => (
              <li key={certificate.name} class="item" data-certificate={certificate.name}>
                <CertificateItem certificate={certificate} now={state.at} onChanged={certificates.again} />
              </li>
            ))}
          </ul>
          <p class="note" role="status">
            {done !== '' && w.certificates.done(done)}
          </p>
          {adding === 'make' && <CertificateMake onDone={added} onCancel={() => setAdding(undefined)} />}
          {adding === 'bring' && <CertificateBring onDone={added} onCancel={() => setAdding(undefined)} />}
          {adding === undefined && (
            <div class="buttons">
              <button class="plain-button" type="button" onClick={add('make')}>
                {w.certificates.make}
              </button>
              <button class="plain-button" type="button" onClick={add('bring')}>
                {w.certificates.bring}
              </button>
            </div>
          )}
        </>
      )}
    </section>
  );
}
