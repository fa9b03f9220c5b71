import '../../style/site.css';
import { Panel } from '../../part/panel.tsx';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import type { SectionProps } from '../sections.ts';
import { CircuitItem } from './circuit-item.tsx';
import { FailsafePanel } from './failsafe-panel.tsx';
import { GridPanel } from './grid-panel.tsx';
import { topOf } from './tree.ts';

/** The house connection, the tree of circuits below it, and the limits that come from the grid. */
export const House = ({ state }: SectionProps) => (
  <InSiteWords>
    <WithSite>
      <Circuits state={state} />
      <FailsafePanel />
      <GridPanel />
    </WithSite>
  </InSiteWords>
);

function Circuits({ state }: Pick<SectionProps, 'state'>) {
  const w = useSiteWords();
  const { site } = useDesk();
  return (
    <Panel id="circuits" title={w.house.tree}>
      <p class="note">{w.house.treeNote}</p>
      <ul class="circuit-tree">
        {topOf(site).map((circuit) => (
          <CircuitItem key={circuit.id} circuit={circuit} state={state} />
        ))}
      </ul>
    </Panel>
  );
}
