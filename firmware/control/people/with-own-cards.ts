import type { PeopleDesk } from './people-desk.ts';

type ForApi = Pick<
  PeopleDesk,
  | 'show'
  | 'view'
  | 'authoriseUser'
  | 'end'
  | 'userRulesOff'
  | 'setUserRulesOff'
  | 'users'
  | 'changeBudget'
  | 'isUser'
  | 'startLearning'
  | 'learning'
  | 'endLearning'
>;

/** The people's desk for the API, with somebody else who says what a card does that is shown (ocpp/authorise/own-cards.ts). */
export const withOwnCards = (people: PeopleDesk, show: PeopleDesk['show']): ForApi => ({
  show,
  view: (chargePoint) => people.view(chargePoint),
  authoriseUser: (chargePoint, user, author) => people.authoriseUser(chargePoint, user, author),
  end: (chargePoint) => people.end(chargePoint),
  userRulesOff: (chargePoint) => people.userRulesOff(chargePoint),
  setUserRulesOff: (chargePoint, off, author) => people.setUserRulesOff(chargePoint, off, author),
  users: () => people.users(),
  changeBudget: (user, change) => people.changeBudget(user, change),
  isUser: (id) => people.isUser(id),
  startLearning: (chargePoint) => people.startLearning(chargePoint),
  learning: () => people.learning(),
  endLearning: () => people.endLearning(),
});
