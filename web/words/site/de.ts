import { batteries } from './de/batteries.ts';
import { boxes } from './de/boxes.ts';
import { document } from './de/document.ts';
import { entry } from './de/entry.ts';
import { general } from './de/general.ts';
import { house } from './de/house.ts';
import { messages } from './de/messages.ts';
import { metering } from './de/metering.ts';
import { modbus } from './de/modbus.ts';
import { outputs } from './de/outputs.ts';
import { plans } from './de/plans.ts';
import { sunspec } from './de/sunspec.ts';
import { tariffs } from './de/tariffs.ts';
import { variables } from './de/variables.ts';
import type { SiteWords } from './en.ts';

export const de: SiteWords = {
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
