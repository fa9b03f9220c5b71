import '../../style/box.css';
import '../../style/keep.css';
import { InAccessWords } from '../../words/access/speech.ts';
import type { SectionProps } from '../sections.ts';
import { AuditPanel } from './audit-panel.tsx';
import { BrowsersPanel } from './browsers-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { TokensPanel } from './tokens-panel.tsx';

/** Who comes in, by what, and what was done. */
export const Access = ({ state }: SectionProps) => (
  <InAccessWords>
    <div class="keep">
      <PasswordPanel />
      <BrowsersPanel now={state.at} />
      <TokensPanel now={state.at} />
      <AuditPanel />
    </div>
  </InAccessWords>
);
