import type { FunctionComponent } from 'preact';
import type { Role, State } from '../../firmware/api/shapes.ts';
import type { Route, Screen } from '../live/use-route.ts';

/** What every screen is given; `path` is what stands behind its name in the address. */
export interface ScreenProps {
  readonly state: State;
  readonly role: Role;
  readonly path: readonly string[];
  readonly route: Route;
}

/** The screens that are fetched when they are opened. */
const loads: Readonly<Partial<Record<Screen, () => Promise<FunctionComponent<ScreenProps>>>>> = {
  point: async () => (await import('./point.tsx')).Point,
  devices: async () => (await import('./devices.tsx')).Devices,
  grid: async () => (await import('./grid.tsx')).Grid,
  history: async () => (await import('./history.tsx')).History,
  sessions: async () => (await import('./sessions.tsx')).Sessions,
  start: async () => (await import('./start.tsx')).Start,
  rules: async () => (await import('./rules.tsx')).Rules,
  settings: async () => (await import('./settings.tsx')).Settings,
};

/** Fetches a screen; rejects when its file does not come. */
export async function loadScreen(screen: string) {
  const load = loads[screen as Screen] ?? loads.settings;
  if (load === undefined) throw new Error(`there is no screen ${screen}`);
  return { screen, Draw: await load() };
}
