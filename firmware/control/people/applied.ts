import type { Applied } from '../../domain/occupancy.ts';
import type { TagFunction } from '../../domain/site/tag-functions.ts';

/** What a session comes to when a card is shown. `again`: it is the one that was shown last. */
export function appliedWith(
  before: Applied,
  functions: readonly TagFunction[],
  { again }: { readonly again: boolean },
): Applied {
  const applied: { -readonly [K in keyof Applied]: Applied[K] } = { ...before };
  const authorises = functions.some(({ kind }) => kind === 'authorise');
  for (const action of functions) {
    switch (action.kind) {
      case 'toggleCharging':
        // The card that begins a session does not pause it.
        if (again || !authorises) applied.paused = before.paused !== true;
        break;
      case 'toggleUserRules':
        applied.userRulesOff = before.userRulesOff !== true;
        break;
      case 'ruleSet':
        applied.ruleSet = action.id;
        break;
      case 'current':
        if (action.maxMa === undefined) delete applied.maxMa;
        else applied.maxMa = action.maxMa;
        break;
      case 'phases':
        applied.phases = action.phases;
        break;
      case 'priority':
        applied.priority = action.priority;
        break;
      default:
    }
  }
  return applied;
}
