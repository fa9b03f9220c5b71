import { batteries } from './en/batteries.ts';
import { boxes } from './en/boxes.ts';
import { document } from './en/document.ts';
import { entry } from './en/entry.ts';
import { general } from './en/general.ts';
import { house } from './en/house.ts';
import { messages } from './en/messages.ts';
import { metering } from './en/metering.ts';
import { modbus } from './en/modbus.ts';
import { outputs } from './en/outputs.ts';
import { plans } from './en/plans.ts';
import { sunspec } from './en/sunspec.ts';
import { tariffs } from './en/tariffs.ts';
import { variables } from './en/variables.ts';

export const en = {
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

/** Every word of the sections that change the site document. */
export type SiteWords = typeof en;
