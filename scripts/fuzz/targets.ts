import type { FuzzTarget } from './target.ts';
import { asciiFrames } from './targets/ascii-frames.ts';
import { backups } from './targets/backups.ts';
import { bodies } from './targets/bodies.ts';
import { certificates } from './targets/certificates.ts';
import { channelDocuments } from './targets/channel-documents.ts';
import { channelHttp } from './targets/channel-http.ts';
import { chargingProfiles } from './targets/charging-profiles.ts';
import { chargingRules } from './targets/charging-rules.ts';
import { contactEdges } from './targets/contact-edges.ts';
import { deviceMessages } from './targets/device-messages.ts';
import { formulas } from './targets/formulas.ts';
import { lanHttp } from './targets/lan-http.ts';
import { lpcBodies } from './targets/lpc-bodies.ts';
import { meterFiles } from './targets/meter-files.ts';
import { modbusFrames } from './targets/modbus-frames.ts';
import { ocppBackendAnswers } from './targets/ocpp-backend-answers.ts';
import { ocppFrames } from './targets/ocpp-frames.ts';
import { ocppUpgrade } from './targets/ocpp-upgrade.ts';
import { outboundUrls } from './targets/outbound-urls.ts';
import { outputTemplates } from './targets/output-templates.ts';
import { priceAnswers } from './targets/price-answers.ts';
import { proofExports } from './targets/proof-exports.ts';
import { proxyRequests } from './targets/proxy-requests.ts';
import { replayLines } from './targets/replay-lines.ts';
import { siteDocuments } from './targets/site-documents.ts';
import { socksReply } from './targets/socks-reply.ts';
import { streamHeader } from './targets/stream-header.ts';
import { sunspecChains } from './targets/sunspec-chains.ts';
import { telegrams } from './targets/telegrams.ts';
import { variables } from './targets/variables.ts';

/** Every parser that reads what comes from outside. */
export const targets: readonly FuzzTarget[] = [
  streamHeader,
  socksReply,
  channelHttp,
  lanHttp,
  variables,
  bodies,
  formulas,
  siteDocuments,
  modbusFrames,
  sunspecChains,
  asciiFrames,
  proxyRequests,
  certificates,
  channelDocuments,
  lpcBodies,
  contactEdges,
  proofExports,
  replayLines,
  outboundUrls,
  telegrams,
  meterFiles,
  deviceMessages,
  chargingRules,
  priceAnswers,
  outputTemplates,
  chargingProfiles,
  ocppFrames,
  ocppUpgrade,
  ocppBackendAnswers,
  backups,
];

/** How many of `total` inputs each target gets, by its share; together exactly `total`. */
export function shareOut(total: number, among: readonly FuzzTarget[] = targets): ReadonlyMap<string, number> {
  const shares = among.reduce((sum, { share }) => sum + share, 0);
  const parts = new Map(among.map(({ name, share }) => [name, Math.floor((total * share) / shares)]));
  const given = [...parts.values()].reduce((sum, part) => sum + part, 0);
  const [first] = among;
  if (first !== undefined) parts.set(first.name, (parts.get(first.name) ?? 0) + total - given);
  return parts;
}
