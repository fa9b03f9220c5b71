import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/**
 * For what opens at a press and closes again: whoever works by keyboard then goes on from the button that opened it, or, where
 * that is gone, from the heading of the panel. `what`: the element that opens.
 */
export function useFocusReturn(what: RefObject<HTMLElement | null>): void {
  // While this is drawn for the first time, a button that stays still has the focus.
  const [opener] = useState(() => document.activeElement);
  useEffect(() => {
    const heading = what.current?.closest('.panel')?.querySelector('h2');
    return () => {
      // What takes the place of what closes is drawn a moment later.
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        if (opener instanceof HTMLElement && opener !== document.body && opener.isConnected) opener.focus();
        else focusHeading(heading);
      });
    };
  }, [opener, what]);
}

/** A form that opens begins with its heading: at once, so that whoever is quick into a field is not taken out of it again. */
export function useFormFocus(form: RefObject<HTMLElement | null>): void {
  useFocusReturn(form);
  useLayoutEffect(() => focusHeading(form.current?.querySelector('h3')), [form]);
}

function focusHeading(heading: HTMLElement | null | undefined): void {
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}
