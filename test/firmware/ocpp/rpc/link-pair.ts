import type { MessageLink } from '../../../../firmware/ocpp/rpc/message-link.ts';

/** Two ends of a link in memory; each message arrives in a later turn of the event loop. */
export class LinkEnd implements MessageLink {
  bufferedBytes = 0;
  closedWith: { readonly code: number; readonly reason: string } | undefined;
  readonly sent: string[] = [];
  readonly #texts: ((text: string) => void)[] = [];
  readonly #closes: ((code: number, reason: string) => void)[] = [];
  readonly #binaries: (() => void)[] = [];
  peer: LinkEnd | undefined;

  send(text: string): void {
    if (this.closedWith !== undefined) return;
    this.sent.push(text);
    const { peer } = this;
    if (peer !== undefined) setImmediate(() => peer.deliver(text));
  }

  close(code: number, reason: string): void {
    if (this.closedWith !== undefined) return;
    this.closedWith = { code, reason };
    for (const listener of this.#closes) listener(code, reason);
    this.peer?.close(code, reason);
  }

  /** A text of the far end. */
  deliver(text: string): void {
    if (this.closedWith === undefined) for (const listener of this.#texts) listener(text);
  }

  deliverBinary(): void {
    for (const listener of this.#binaries) listener();
  }

  onText(listener: (text: string) => void): void {
    this.#texts.push(listener);
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.#closes.push(listener);
  }

  onBinary(listener: () => void): void {
    this.#binaries.push(listener);
  }
}

export function linkPair(): readonly [LinkEnd, LinkEnd] {
  const [a, b] = [new LinkEnd(), new LinkEnd()];
  a.peer = b;
  b.peer = a;
  return [a, b];
}
