/** Who may do what (contracts §7). A role has every right of the ones before it. */
export const roles = ['viewer', 'user', 'installer', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** What a route needs. */
export type Right =
  | 'read'
  | 'ownSessions'
  | 'override'
  | 'site'
  | 'devices'
  | 'channels'
  | 'users'
  | 'secrets'
  | 'backup'
  | 'update'
  | 'reset'
  | 'tokens'
  | 'audit'
  | 'variables'
  | 'plans'
  | 'system';

const firstRole: Record<Right, Role> = {
  read: 'viewer',
  ownSessions: 'user',
  override: 'user',
  site: 'installer',
  devices: 'installer',
  channels: 'installer',
  variables: 'installer',
  plans: 'installer',
  tokens: 'administrator',
  audit: 'administrator',
  users: 'administrator',
  secrets: 'administrator',
  backup: 'administrator',
  update: 'administrator',
  reset: 'administrator',
  system: 'administrator',
};

export const may = (role: Role, right: Right): boolean => roles.indexOf(role) >= roles.indexOf(firstRole[right]);
