import type { PlaceEvent } from '../ports.ts';

type Listener = (event: PlaceEvent) => void;
type CallListener = (action: string, payload: object) => Promise<object | undefined>;

/** Who wants to know what happens at a connector, and who answers its calls. One who fails keeps nothing from the others. */
export class ConnectorListeners {
  readonly #events = new Set<Listener>();
  readonly #calls = new Set<CallListener>();
  readonly #note: (sentence: string) => void;

  constructor(note: (sentence: string) => void) {
    this.#note = note;
  }

  onEvent(listener: Listener): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onCall(listener: CallListener): () => void {
    this.#calls.add(listener);
    return () => this.#calls.delete(listener);
  }

  /** Gives back what they threw. */
  tell(event: PlaceEvent): readonly unknown[] {
    const thrown: unknown[] = [];
    for (const listener of this.#events) {
      try {
        listener(event);
      } catch (error) {
        this.#note(`who listens to it has failed: ${error instanceof Error ? error.message : error}`);
        thrown.push(error);
      }
    }
    return thrown;
  }

  /** About money: throws what one of them threw, when all have been told. */
  mustTell(event: PlaceEvent): void {
    const [error] = this.tell(event);
    if (error !== undefined) throw error;
  }

  /** The first answer; undefined: nobody has one. */
  async answer(action: string, payload: object): Promise<object | undefined> {
    for (const listener of this.#calls) {
      const answer = await listener(action, payload);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }
}
