import { keepsKeys } from '../part/role.ts';
import { Doors } from '../screen/grid.tsx';
import { InGridWords } from '../words/grid/speech.ts';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './step-props.ts';

/** The Smart Meter Gateway: the same panels as on the screen of the grid operator. */
export const GatewayStep = ({ state, role, next }: StepProps) => (
  <StepFrame step="gateway" onNext={next}>
    <InGridWords>
      <Doors state={state} seesCertificates={keepsKeys(role)} />
    </InGridWords>
  </StepFrame>
);
