import type { BudgetChange, BudgetView, LearnView } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

/** How somebody stands: `GET /api/v1/users`. */
export interface UserView {
  readonly id: string;
  readonly name: string;
  readonly pin: boolean;
  readonly budget: BudgetView | null;
}

const of = (id: string): string => `users/${encodeURIComponent(id)}`;

export const readUsers = () => call<{ readonly users: readonly UserView[] }>('GET', 'users');
export const putPin = (id: string, pin: string) => call<void>('PUT', `${of(id)}/pin`, { pin });
export const removePin = (id: string) => call<void>('DELETE', `${of(id)}/pin`);
export const changeBudget = (id: string, change: BudgetChange) => call<void>('POST', `${of(id)}/budget`, change);

export const startLearning = () => call<LearnView>('POST', 'tags/learn', {});
export const readLearning = () => call<LearnView>('GET', 'tags/learn');
export const endLearning = () => call<void>('DELETE', 'tags/learn');
