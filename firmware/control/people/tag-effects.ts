import type { TagFunction } from '../../domain/site/tag-functions.ts';

/** What a card does beyond its charge point. */
export interface TagEffects {
  /** Sets a variable as a person of the local network does. Rejects with NetwachtError `owned`, `notPersisted` and others. */
  readonly setVariable: (name: string, value: number, author: string) => Promise<void>;
  /** Sends an output once more. Throws NetwachtError `notFound` for one that is off. */
  readonly sendOutput: (id: string) => void;
}

/** Sets the variables of a card, all in their order. What cannot be set refuses the card. */
export async function setVariables(
  functions: readonly TagFunction[],
  effects: Pick<TagEffects, 'setVariable'>,
  author: string,
): Promise<void> {
  for (const action of functions)
    if (action.kind === 'variable') await effects.setVariable(action.name, action.value, author);
}

/** Outputs are sent beside everything else: whether one arrives is told by its own health. */
export function sendOutputs(
  functions: readonly TagFunction[],
  effects: Pick<TagEffects, 'sendOutput'>,
  failed: (id: string, error: unknown) => void,
): void {
  for (const action of functions) {
    if (action.kind !== 'output') continue;
    try {
      effects.sendOutput(action.id);
    } catch (error) {
      failed(action.id, error);
    }
  }
}
