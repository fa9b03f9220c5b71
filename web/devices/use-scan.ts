import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ScanRequest, ScanResult } from '../../firmware/api/shapes.ts';
import { endScan, readScan, startScan } from '../api/devices.ts';
import type { Failure } from '../api/request.ts';

/** Where the id of the scan that runs is kept, so that a reload of the page loses nothing. */
const kept = 'netwacht-scan';
const everyMs = 700;

export interface ScanDesk {
  /** The scan that runs or was the last one; undefined: none. */
  readonly scan: ScanResult | undefined;
  /** Why there is none, or why it is not heard of; 404: the box was restarted and has forgotten it. */
  readonly failure: Failure | undefined;
  readonly busy: boolean;
  /** True when it runs. */
  start(request: ScanRequest): Promise<boolean>;
  end(): Promise<void>;
  /** Back to the beginning. */
  forget(): void;
}

/** The one scan of this tab: begun, followed while it runs, ended; it goes on while the page is loaded anew. */
export function useScan(): ScanDesk {
  const [scan, setScan] = useState<ScanResult>();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const [id, setId] = useState(() => sessionStorage.getItem(kept) ?? undefined);
  /** The scan that is wanted now: an answer about an older one comes too late. */
  const wanted = useRef(id);
  const running = id !== undefined && (scan === undefined || scan.state === 'running');

  const look = useCallback(async (of: string): Promise<void> => {
    const outcome = await readScan(of);
    if (wanted.current !== of) return;
    if (outcome.ok) {
      setScan(outcome.value);
      setFailure(undefined);
    } else {
      setFailure(outcome);
      if (outcome.status === 404) {
        sessionStorage.removeItem(kept);
        setScan(undefined);
        setId(undefined);
      }
    }
  }, []);

  useEffect(() => {
    if (!running || id === undefined) return;
    void look(id);
    const timer = setInterval(() => void look(id), everyMs);
    return () => clearInterval(timer);
  }, [running, id, look]);

  function follow(result: ScanResult | undefined): void {
    wanted.current = result?.id;
    if (result === undefined) sessionStorage.removeItem(kept);
    else sessionStorage.setItem(kept, result.id);
    setScan(result);
    setId(result?.id);
    setFailure(undefined);
  }

  return {
    scan,
    failure,
    busy,
    async start(request) {
      setBusy(true);
      const outcome = await startScan(request);
      setBusy(false);
      if (outcome.ok) follow(outcome.value);
      else setFailure(outcome);
      return outcome.ok;
    },
    async end() {
      if (id === undefined) return;
      setBusy(true);
      const outcome = await endScan(id);
      setBusy(false);
      if (outcome.ok) await look(id);
      else setFailure(outcome);
    },
    forget: () => follow(undefined),
  };
}
