import { useEffect, useRef, useState } from 'preact/hooks';
import { applyPatch, isFields } from '../../firmware/api/patch.ts';
import type { State } from '../../firmware/api/shapes.ts';
import { type Contact, openStream } from './stream.ts';

export interface Live {
  /** Undefined until the box has spoken once. */
  readonly state: State | undefined;
  readonly contact: Contact;
}

/**
 * The state of the box, second by second, while `listens`. `onRefused` is called when the box will not stream to us (any
 * more), `onAgain` when it streams again after a break.
 */
export function useLive(onRefused: () => void, onAgain: () => void, listens: boolean): Live {
  const [live, setLive] = useState<Live>({ state: undefined, contact: { kind: 'connecting' } });
  const refused = useRef(onRefused);
  refused.current = onRefused;
  const again = useRef(onAgain);
  again.current = onAgain;
  useEffect(() => {
    if (!listens) return;
    return openStream({
      onState: (state) => setLive((was) => ({ ...was, state: state as State })),
      onPatch: (patch) =>
        setLive((was) =>
          was.state === undefined || !isFields(patch) ? was : { ...was, state: applyPatch(was.state, patch) },
        ),
      onContact: (contact) => setLive((was) => (was.contact.kind === contact.kind ? was : { ...was, contact })),
      onAgain: () => again.current(),
      onRefused: () => refused.current(),
    });
  }, [listens]);
  return live;
}
