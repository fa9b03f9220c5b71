import type { SiteWords } from './en.ts';
import { batteries } from './fr/batteries.ts';
import { boxes } from './fr/boxes.ts';
import { document } from './fr/document.ts';
import { entry } from './fr/entry.ts';
import { general } from './fr/general.ts';
import { house } from './fr/house.ts';
import { messages } from './fr/messages.ts';
import { metering } from './fr/metering.ts';
import { modbus } from './fr/modbus.ts';
import { outputs } from './fr/outputs.ts';
import { plans } from './fr/plans.ts';
import { sunspec } from './fr/sunspec.ts';
import { tariffs } from './fr/tariffs.ts';
import { variables } from './fr/variables.ts';

export const fr: SiteWords = {
  batteries,
  boxes,
  document,
  entry,
  general,
  house,
  messages,
  metering,
  modbus,
  outputs,
  plans,
  sunspec,
  tariffs,
  variables,
};
