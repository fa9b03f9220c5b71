import { readGateway } from '../api/grid.ts';
import { Doors } from '../grid/doors.tsx';
import { useRead } from '../live/use-read.ts';
import { keepsKeys } from '../part/role.ts';
import { InGridWords } from '../words/grid/speech.ts';
import { useStartWords } from '../words/start/speech.ts';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './step-props.ts';

const lookMs = 3_000;

/** The Smart Meter Gateway: the same panels as on the screen of the grid operator. */
export function GatewayStep({ state, role, next }: StepProps) {
  const w = useStartWords();
  // Only to know whether it is left for later.
  const gateway = useRead(readGateway, 'gateway', lookMs);
  return (
    <StepFrame step="gateway" next={gateway.value === undefined ? w.skip : undefined} onNext={next}>
      <InGridWords>
        <Doors state={state} seesCertificates={keepsKeys(role)} />
      </InGridWords>
    </StepFrame>
  );
}
