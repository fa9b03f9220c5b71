/** Who may do what (contracts §7). A role has every right of the ones before it. */
export const roles = ['viewer', 'user', 'installer', 'administrator'] as const;
/** What a token may be besides: `leader` does nothing but lead this box (PUT and GET /api/v1/leader). */
export const tokenRoles = [...roles, 'leader'] as const;
export type Role = (typeof tokenRoles)[number];

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
  | 'system'
  | 'leader';

const firstRole: Record<Right, (typeof roles)[number]> = {
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
  leader: 'installer',
};

export const may = (role: Role, right: Right): boolean =>
  role === 'leader' ? right === 'leader' : roles.indexOf(role) >= roles.indexOf(firstRole[right]);
