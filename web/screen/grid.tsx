import '../style/form.css';
import '../style/parts.css';
import '../style/grid.css';
import { useMemo } from 'preact/hooks';
import type { ChannelView } from '../../firmware/api/shapes.ts';
import { readIdentities } from '../api/grid.ts';
import { CommandsPanel } from '../grid/commands-panel.tsx';
import { DoorsOf, useChannels } from '../grid/doors.tsx';
import { ForcePanel } from '../grid/force-panel.tsx';
import { LimitsPanel } from '../grid/limits-panel.tsx';
import { PlayPanel } from '../grid/play-panel.tsx';
import { VariablesPanel } from '../grid/variables-panel.tsx';
import type { Known } from '../grid/who-is.ts';
import { useRead } from '../live/use-read.ts';
import { changesChannels, keepsKeys } from '../part/role.ts';
import { InGridWords, useGridWords } from '../words/grid/speech.ts';
import type { ScreenProps } from './screens.ts';

/** The grid operator: what he limits, what he commanded, its proof, and how he reaches this box. */
export function Grid(props: ScreenProps) {
  return (
    <InGridWords>
      {changesChannels(props.role) ? <WithDoors {...props} /> : <Board {...props} channels={none} />}
    </InGridWords>
  );
}

interface BoardProps extends ScreenProps {
  readonly channels: readonly ChannelView[];
  /** How the operator reaches the box; absent: not for this role. */
  readonly doors?: preact.ComponentChildren;
}

const none: readonly ChannelView[] = [];

function Board({ state, role, route, channels, doors }: BoardProps) {
  // Who sets a limit for the first time has a name only then.
  const inForce = state.limits.map(({ source }) => source).join();
  const known = useKnown(channels, keepsKeys(role), inForce);
  return (
    <div class="grid-board">
      <div class="grid-column">
        <ForcePanel state={state} />
        <PlayPanel state={state} mayChange={changesChannels(role)} />
      </div>
      <div class="grid-column">
        <VariablesPanel state={state} />
      </div>
      <LimitsPanel state={state} route={route} known={known} />
      <div class="grid-column">
        <CommandsPanel state={state} />
      </div>
      <div class="grid-column">{doors ?? <NoDoors />}</div>
    </div>
  );
}

/** Names of partners and persons, as far as the role sees them. */
function useKnown(channels: readonly ChannelView[], seesIdentities: boolean, inForce: string): Known {
  const identities = useRead(
    async () => (seesIdentities ? readIdentities() : { ok: true as const, value: [] }),
    `${seesIdentities} ${inForce}`,
  );
  const partners = JSON.stringify(
    channels.flatMap(({ id, destination }) => (destination === undefined ? [] : [[id, destination]])),
  );
  return useMemo(
    () => ({
      partners: Object.fromEntries(JSON.parse(partners) as [string, string][]),
      identities: identities.value ?? [],
    }),
    [partners, identities.value],
  );
}

/** For whoever may not see how the operator reaches the box. */
function NoDoors() {
  const w = useGridWords();
  return (
    <section class="panel" aria-labelledby="gateway">
      <h2 id="gateway">{w.gateway.title}</h2>
      <p class="note">{w.notShown}</p>
    </section>
  );
}

function WithDoors(props: ScreenProps) {
  const channels = useChannels();
  return (
    <Board
      {...props}
      channels={channels.value?.channels ?? none}
      doors={<DoorsOf state={props.state} channels={channels} seesCertificates={keepsKeys(props.role)} />}
    />
  );
}
