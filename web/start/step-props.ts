import type { Role, State } from '../../firmware/api/shapes.ts';
import type { SiteDesk } from '../site/use-site.ts';

/** What every step of the first start is given. */
export interface StepProps {
  readonly desk: SiteDesk;
  readonly state: State;
  readonly role: Role;
  /** Goes on to the next step. */
  readonly next: () => void;
}
