import type { SiteWords } from './en.ts';
import { batteries } from './nl/batteries.ts';
import { boxes } from './nl/boxes.ts';
import { document } from './nl/document.ts';
import { entry } from './nl/entry.ts';
import { general } from './nl/general.ts';
import { house } from './nl/house.ts';
import { messages } from './nl/messages.ts';
import { metering } from './nl/metering.ts';
import { modbus } from './nl/modbus.ts';
import { outputs } from './nl/outputs.ts';
import { plans } from './nl/plans.ts';
import { sunspec } from './nl/sunspec.ts';
import { tariffs } from './nl/tariffs.ts';
import { variables } from './nl/variables.ts';

export const nl: SiteWords = {
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
