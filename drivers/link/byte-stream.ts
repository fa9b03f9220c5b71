/** An open way for bytes: a TCP socket or a serial port. */
export interface ByteStream {
  write(bytes: Buffer): void;
  /** Closes; resolves when nothing of it is open any more, in bounded time. Never rejects; may be called twice. */
  close(): Promise<void>;
}

export interface StreamEvents {
  onBytes(bytes: Buffer): void;
  /** The far end or the port has gone, and nothing of it is open any more. Comes at most once. */
  onLost(error: Error): void;
}

/** Opens a stream in bounded time; rejects when it cannot, with nothing left open. */
export type OpenStream = (events: StreamEvents) => Promise<ByteStream>;
