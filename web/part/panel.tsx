import '../style/parts.css';
import type { ComponentChildren } from 'preact';

interface PanelProps {
  /** Of its heading; once on a screen. */
  readonly id: string;
  readonly title: string;
  /** Buttons and links that stand beside the heading. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of a screen under its heading. */
export const Panel = ({ id, title, actions, children }: PanelProps) => (
  <section class="panel" aria-labelledby={id}>
    <div class="panel-head">
      <h2 id={id}>{title}</h2>
      {actions !== undefined && <div class="panel-actions">{actions}</div>}
    </div>
    {children}
  </section>
);
