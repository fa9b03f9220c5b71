import type { ComponentChildren } from 'preact';

/** A term with what it is; stands in a `<dl class="facts">`. */
export const Fact = ({ term, children }: { term: string; children: ComponentChildren }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);
