import '../style/form.css';
import '../style/parts.css';
import '../style/sessions.css';
import { changesSite } from '../part/role.ts';
import { Month } from '../sessions/month-panel.tsx';
import { useNames } from '../sessions/names.ts';
import { OneSession } from '../sessions/one-session.tsx';
import { InSessionsWords } from '../words/sessions/speech.ts';
import type { ScreenProps } from './screens.ts';

/** What was charged: a month as a table, or one session with all that is known of it. */
export function Sessions({ state, role, path, route }: ScreenProps) {
  const names = useNames(state, changesSite(role));
  const [id] = path;
  return (
    <InSessionsWords>
      <div class="screen sessions">
        {id === undefined ? (
          <Month state={state} role={role} query={route.query} names={names} />
        ) : (
          <OneSession key={id} id={id} role={role} query={route.query} names={names} />
        )}
      </div>
    </InSessionsWords>
  );
}
