import { ChannelFault } from './channel-fault.ts';

/** RFC 1928 reply codes with what they mean at a Smart Meter Gateway (notes smgw-and-grid §1.3). */
const replies = new Map<number, readonly [code: string, message: string]>([
  [0x01, ['gatewayFailure', 'The gateway reports a general failure (SOCKS reply 01). Ask its administrator.']],
  [
    0x02,
    [
      'proxyProfileMissing',
      'The gateway does not allow this destination (SOCKS reply 02): the gateway administrator has to set up the proxy profile. Tried again in 15 minutes.',
    ],
  ],
  [
    0x03,
    [
      'wanNetworkUnreachable',
      'The gateway cannot reach the network of the destination (SOCKS reply 03): its WAN side fails.',
    ],
  ],
  [0x04, ['wanHostUnreachable', 'The gateway cannot reach the destination (SOCKS reply 04): its WAN side fails.']],
  [0x05, ['destinationRefused', 'The destination refuses the connection of the gateway (SOCKS reply 05).']],
  [
    0x06,
    ['wanTtlExpired', 'The way from the gateway to the destination is too long (SOCKS reply 06): its WAN side fails.'],
  ],
  [
    0x07,
    [
      'wrongProxyMode',
      'The gateway does not know the CONNECT command (SOCKS reply 07): try SNI addressing instead of SOCKS5.',
    ],
  ],
  [
    0x08,
    [
      'wrongProxyMode',
      'The gateway does not take this kind of address (SOCKS reply 08): enter the destination by the name in its proxy profile.',
    ],
  ],
]);

/** `rep` is the second byte of the reply, not 0. */
export function socksRefusal(rep: number): ChannelFault {
  const [code, message] = replies.get(rep) ?? [
    'socksProtocol',
    `The gateway answered with the SOCKS reply ${hex(rep)}, which RFC 1928 does not know.`,
  ];
  return new ChannelFault('socks', code, message);
}

export const socksProtocolFault = (what: string): ChannelFault =>
  new ChannelFault('socks', 'socksProtocol', `The gateway does not speak SOCKS5 as RFC 1928 says: ${what}.`);

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
