import { variableNameFault } from '../variable.ts';
import type { Report } from './check.ts';
import { targetOfUrl } from './http-address.ts';
import type { Site } from './schema.ts';
import type { TableTariff, VariableTariff } from './tariffs.ts';

/** Tariffs: told apart, each with what it needs to have a price. */
export function checkTariffs({ tariffs }: Site, report: Report): void {
  const ids = new Set<string>();
  tariffs.forEach((tariff, i) => {
    const at = `tariffs[${i}]`;
    if (ids.has(tariff.id)) report(`${at}.id`, `"${tariff.id}" is used twice`);
    ids.add(tariff.id);
    if (tariff.kind === 'variable') checkVariableTariff(tariff, at, report);
    if (tariff.kind === 'table') checkRows(tariff, at, report);
    if (tariff.kind === 'dayAhead' && targetOfUrl(tariff.url) === undefined)
      report(
        `${at}.url`,
        'a URL is http:// or https://, a host in small letters and a path, without user and password',
      );
  });
}

function checkVariableTariff({ variable, prices, unit }: VariableTariff, at: string, report: Report): void {
  const nameFault = variableNameFault(variable);
  if (nameFault !== undefined) report(`${at}.variable`, nameFault);
  if (prices !== undefined && unit !== undefined)
    report(`${at}.unit`, 'a variable that is listed with prices holds none itself; without "prices" it does');
  const values = prices?.map(({ value }) => value) ?? [];
  values.forEach((value, k) => {
    if (values.indexOf(value) < k) report(`${at}.prices[${k}].value`, `${value} stands twice`);
  });
}

function checkRows({ prices }: TableTariff, at: string, report: Report): void {
  prices.forEach(({ from, to }, k) => {
    const path = `${at}.prices[${k}]`;
    if (from === '24:00') report(`${path}.from`, 'a day begins at 00:00');
    if (from === to) report(`${path}.to`, 'a row from a time to the same time is none; a whole day is 00:00 to 24:00');
  });
}
