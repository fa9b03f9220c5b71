/** How the page stands with the box. `sinceMs` is wall time of this browser. */
export type Contact =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly sinceMs: number };

export interface StreamListener {
  onState(state: unknown): void;
  onPatch(patch: unknown): void;
  onContact(contact: Contact): void;
  /** It is heard again after a break: who we are to the box may be another. */
  onAgain(): void;
  /** The box ended the stream with an answer that is not a stream: the session may be over. */
  onRefused(): void;
}

/** The box speaks once a second; three silent seconds are no contact, whatever TCP thinks. */
const silentMs = 3_000;
/** A connection that stays silent this long is dead (a router went away, the cable was pulled): start anew. */
const deadMs = 10_000;
const retryMs = 2_000;

/** Listens to /api/v1/events for as long as the page is visible; comes back by itself. Returns the way to stop. */
export function openStream(listener: StreamListener): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  /** Since when nothing was heard: the last word of the box, or the moment we began to listen. */
  let quietSince = performance.now();
  let attemptAt = quietSince;
  let opened = false;
  let lost = false;

  function heard(): void {
    quietSince = performance.now();
    lost = false;
    listener.onContact({ kind: 'live' });
  }

  function lose(): void {
    if (lost) return;
    lost = true;
    listener.onContact({ kind: 'lost', sinceMs: Date.now() - (performance.now() - quietSince) });
  }

  function connect(): void {
    close();
    attemptAt = performance.now();
    const stream = new EventSource('/api/v1/events');
    source = stream;
    stream.addEventListener('open', () => {
      if (opened) listener.onAgain();
      opened = true;
    });
    stream.addEventListener('state', (event) => {
      heard();
      listener.onState(JSON.parse(event.data));
    });
    stream.addEventListener('patch', (event) => {
      heard();
      listener.onPatch(JSON.parse(event.data));
    });
    stream.addEventListener('error', () => {
      // A short break is told at once but greys nothing; three silent seconds are a lost contact.
      if (!lost) listener.onContact({ kind: 'connecting' });
      if (stream.readyState !== EventSource.CLOSED) return;
      // The browser does not try again after an answer that is no stream (401, 503): ask why, then try ourselves.
      listener.onRefused();
      clearTimeout(retry);
      retry = setTimeout(connect, retryMs);
    });
  }

  function close(): void {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  }

  function watch(): void {
    if (source === undefined) return;
    const now = performance.now();
    if (now - quietSince > silentMs) lose();
    if (now - Math.max(quietSince, attemptAt) > deadMs) connect();
  }

  function followVisibility(): void {
    if (document.visibilityState === 'hidden') {
      close();
    } else if (source === undefined) {
      quietSince = performance.now();
      lost = false;
      listener.onContact({ kind: 'connecting' });
      connect();
    }
  }

  const watching = setInterval(watch, 500);
  document.addEventListener('visibilitychange', followVisibility);
  connect();
  return () => {
    clearInterval(watching);
    document.removeEventListener('visibilitychange', followVisibility);
    close();
  };
}
