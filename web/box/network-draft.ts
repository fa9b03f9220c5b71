import type { NetworkSetting, NetworkView } from '../api/box.ts';

/** The fields of the form, as they are typed. */
export interface NetworkDraft {
  readonly hostname: string;
  readonly mode: 'dhcp' | 'fixed';
  readonly address: string;
  readonly gateway: string;
  readonly dns: string;
  /** Empty: none. */
  readonly han: string;
  readonly hanMode: 'dhcp' | 'fixed' | 'linkLocal';
  readonly hanAddress: string;
}

/** What the form begins with: the setting in force; for a fixed address the one that the box has now. */
export function draftOf({ lan, han, hostname, state }: NetworkView): NetworkDraft {
  const now = state.interfaces.find(({ use }) => use === 'lan')?.addresses.find((address) => !address.includes(':'));
  return {
    hostname,
    mode: lan.mode,
    address: lan.mode === 'fixed' ? lan.address : (now ?? ''),
    gateway: (lan.mode === 'fixed' ? lan.gateway : state.gateway) ?? '',
    dns: (lan.mode === 'fixed' ? (lan.dns ?? []) : fixable(state.dns)).join(', '),
    han: han?.interface ?? '',
    hanMode: han?.mode ?? 'dhcp',
    hanAddress: han?.mode === 'fixed' ? han.address : '',
  };
}

/** Of the name servers that a router gave those that can be set: as many as may be, none that names its interface (`fe80::1%2`). */
const fixable = (dns: readonly string[]): readonly string[] => dns.filter((one) => !one.includes('%')).slice(0, 3);

/** The document to put; `known` gives what the form does not show. */
export function settingOf(draft: NetworkDraft, known: NetworkView): NetworkSetting {
  const via = known.lan.interface === undefined ? {} : { interface: known.lan.interface };
  const gateway = draft.gateway.trim();
  const dns = parts(draft.dns);
  const han = { interface: draft.han };
  return {
    hostname: draft.hostname.trim().toLowerCase(),
    lan:
      draft.mode === 'dhcp'
        ? { mode: 'dhcp', ...via }
        : {
            mode: 'fixed',
            address: draft.address.trim(),
            ...(gateway === '' ? {} : { gateway }),
            ...(dns.length === 0 ? {} : { dns }),
            ...via,
          },
    han:
      draft.han === ''
        ? null
        : draft.hanMode === 'fixed'
          ? { ...han, mode: 'fixed', address: draft.hanAddress.trim() }
          : { ...han, mode: draft.hanMode },
  };
}

/** Whether two settings are the same in what the form can change. */
export function isSame(one: NetworkSetting, other: NetworkSetting): boolean {
  const key = ({ lan, han, hostname }: NetworkSetting): string =>
    JSON.stringify([
      hostname,
      lan.mode,
      ...(lan.mode === 'fixed' ? [lan.address, lan.gateway ?? '', lan.dns ?? []] : []),
      ...(han === null ? [] : [han.interface, han.mode, han.mode === 'fixed' ? han.address : '']),
    ]);
  return key(one) === key(other);
}

/** What is typed as a list, parted by commas or spaces. */
export const parts = (text: string): string[] => text.split(/[\s,;]+/).filter((part) => part !== '');

/** Where the page is after a change, as an address to open; `here`: the address of this page. */
export function addressAfter(
  { lan, hostname }: NetworkSetting,
  here: { readonly protocol: string; readonly port: string },
): string {
  const host = lan.mode === 'fixed' ? (lan.address.split('/')[0] ?? '') : `${hostname}.local`;
  const port = here.port === '' ? '' : `:${here.port}`;
  return `${here.protocol}//${host.includes(':') ? `[${host}]` : host}${port}/#/settings/box`;
}
