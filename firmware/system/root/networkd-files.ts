import type { AddressSetting, HanSetting, NetworkSetting } from '../../domain/box.ts';

/** Which interface is which; undefined: there is none for it. */
export interface Chosen {
  readonly lan: string | undefined;
  readonly han: string | undefined;
}

/** A configuration file: sections with their lines. */
type Sections = readonly (readonly [string, readonly string[]])[];

/** All files of ours in systemd-networkd's folder, by name. What is not among them is to be removed. */
export function networkdFiles(setting: NetworkSetting, { lan, han }: Chosen): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  if (han !== undefined && setting.han !== null) files.set('10-netwacht-han.network', written(hanOf(setting.han, han)));
  if (lan !== undefined) files.set('20-netwacht-lan.network', written(lanOf(setting.lan, lan, setting.hostname)));
  return files;
}

function lanOf(lan: AddressSetting, name: string, hostname: string): Sections {
  return [
    ['Match', [`Name=${name}`]],
    ['Link', ['RequiredForOnline=no']],
    [
      'Network',
      [
        ...(lan.mode === 'dhcp'
          ? // Without a DHCP server it gives itself an address: a laptop at the other end of the cable finds the page by its name.
            ['DHCP=ipv4', 'LinkLocalAddressing=yes']
          : [
              `Address=${lan.address}`,
              ...(lan.gateway === undefined ? [] : [`Gateway=${lan.gateway}`]),
              ...(lan.dns ?? []).map((server) => `DNS=${server}`),
              'DHCP=no',
              'LinkLocalAddressing=ipv6',
            ]),
        'IPv6AcceptRA=yes',
        'MulticastDNS=yes',
        'LLMNR=no',
        ...neverRouted,
      ],
    ],
    [
      'DHCPv4',
      [
        // A router keeps an address for a network card, not for what a system makes up about itself.
        'ClientIdentifier=mac',
        `Hostname=${hostname}`,
        'UseHostname=no',
        'UseTimezone=no',
        'UseDomains=no',
      ],
    ],
    ['IPv6AcceptRA', ['UseDomains=no']],
    // By its card, as with DHCPv4: what a system makes up about itself changes with a reset.
    ['DHCPv6', ['DUIDType=link-layer', 'UseHostname=no', 'UseDomains=no']],
  ];
}

function hanOf(han: HanSetting, name: string): Sections {
  return [
    ['Match', [`Name=${name}`]],
    ['Link', ['RequiredForOnline=no']],
    [
      'Network',
      [
        ...(han.mode === 'fixed' ? [`Address=${han.address}`] : []),
        han.mode === 'dhcp' ? 'DHCP=ipv4' : 'DHCP=no',
        'LinkLocalAddressing=ipv6',
        'IPv6AcceptRA=no',
        'MulticastDNS=no',
        'LLMNR=no',
        'DNSDefaultRoute=no',
        'DefaultRouteOnDevice=no',
        ...neverRouted,
      ],
    ],
    // Of a DHCP server there, the address is taken and nothing else.
    [
      'DHCPv4',
      [
        'ClientIdentifier=mac',
        'SendHostname=no',
        ...['DNS', 'NTP', 'SIP', 'Routes', 'Gateway', 'Domains', 'Hostname', 'Timezone', 'MTU'].map(
          (what) => `Use${what}=no`,
        ),
      ],
    ],
  ];
}

const neverRouted = [
  'IPv4Forwarding=no',
  'IPv6Forwarding=no',
  'IPv4ReversePathFilter=strict',
  'IPv6SendRA=no',
  'DHCPServer=no',
];

const written = (sections: Sections): string =>
  `${sections.map(([name, lines]) => `[${name}]\n${lines.join('\n')}\n`).join('\n')}`;
