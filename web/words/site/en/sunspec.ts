/** The section of the SunSpec server. */
export const sunspec = {
  title: 'SunSpec server',
  note: 'A master reads power and variables over Modbus TCP, at the addresses of the original.',
  enabled: 'Server on',
  enabledNote: 'Its answers are not encrypted, and nobody signs in.',
  port: 'Port',
  portNote: '502, or from 1024 on. On the image others reach 502 and 1502 to 1509.',
  allow: 'Who may connect',
  allowNote: 'IPv4 addresses and networks, with commas; nobody: programs of this box only.',
  writes: 'May be written',
  writesWarning: 'Whoever is on the list may lower the whole house to 0 % and set variables, without a password.',
  lease: 'A written limit holds for',
  leaseNote: 'Without being written again.',
  written: 'Written share of the connection',
  nothing: 'none',
};
