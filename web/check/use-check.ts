import { useEffect, useRef, useState } from 'preact/hooks';
import type { CheckRequest, CheckResult } from '../../firmware/api/shapes.ts';
import { endCheck, readCheck, startCheck } from '../api/checks.ts';
import type { Failure } from '../api/request.ts';

const keyOf = (device: string): string => `netwacht.check.${device}`;
const everyMs = 1000;

export interface CheckDesk {
  /** The check that runs or was the last one of this device; undefined: none. */
  readonly check: CheckResult | undefined;
  /** Why it could not be begun, or is not heard of now. */
  readonly failure: Failure | undefined;
  /** The box was restarted meanwhile and knows nothing of it any more. */
  readonly forgotten: boolean;
  readonly busy: boolean;
  start(request: CheckRequest): Promise<void>;
  end(): Promise<void>;
}

/** The commissioning check of one device: begun, followed, ended. It goes on while the page is loaded anew. */
export function useCheck(device: string): CheckDesk {
  const [id, setId] = useState(() => sessionStorage.getItem(keyOf(device)) ?? undefined);
  const [check, setCheck] = useState<CheckResult>();
  const [failure, setFailure] = useState<Failure>();
  const [forgotten, setForgotten] = useState(false);
  const [busy, setBusy] = useState(false);
  /** The check that is wanted now: an answer about an older one comes too late. */
  const wanted = useRef(id);
  const open = id !== undefined && (check === undefined || check.status === 'running');

  function follow(next: string | undefined): void {
    wanted.current = next;
    if (next === undefined) sessionStorage.removeItem(keyOf(device));
    else sessionStorage.setItem(keyOf(device), next);
    setId(next);
  }

  async function look(of: string): Promise<void> {
    const outcome = await readCheck(of);
    if (wanted.current !== of) return;
    setFailure(outcome.ok || outcome.status === 404 ? undefined : outcome);
    if (outcome.ok) setCheck(outcome.value);
    else if (outcome.status === 404) {
      setForgotten(true);
      setCheck(undefined);
      follow(undefined);
    }
  }

  useEffect(() => {
    if (!open || id === undefined) return;
    void look(id);
    const timer = setInterval(() => void look(id), everyMs);
    return () => clearInterval(timer);
  }, [open, id]);

  return {
    check,
    failure,
    forgotten,
    busy,
    async start(request) {
      setBusy(true);
      setForgotten(false);
      const outcome = await startCheck(request);
      setBusy(false);
      setFailure(outcome.ok ? undefined : outcome);
      if (!outcome.ok) return;
      setCheck(outcome.value);
      follow(outcome.value.id);
    },
    async end() {
      if (id === undefined) return;
      setBusy(true);
      const outcome = await endCheck(id);
      setBusy(false);
      if (outcome.ok || outcome.status === 404) await look(id);
      else setFailure(outcome);
    },
  };
}
