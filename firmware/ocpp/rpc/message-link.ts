/** A link that carries text messages both ways, whatever is below: a WebSocket on TCP, TLS or a stream of a gateway. */
export interface MessageLink {
  /** Sends a text; ignored once the link is closed. */
  send(text: string): void;
  /** Closes with a WebSocket code (1000 normal, 1002 protocol error, 1008 policy, 1009 too big). */
  close(code: number, reason: string): void;
  /** Bytes that the far end has not taken yet. */
  readonly bufferedBytes: number;
  onText(listener: (text: string) => void): void;
  /** Once, whoever closed it. */
  onClose(listener: (code: number, reason: string) => void): void;
  /** Something that is no text came: a binary message. */
  onBinary(listener: () => void): void;
}
