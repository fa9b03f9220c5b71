import type { AboutView, NetworkSetting, NetworkView, TimeView, UpdatesView } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

export type { AboutView, NetworkSetting, NetworkView, TimeView, UpdatesView };

/** The box reads a bundle of some hundred megabytes before it answers. */
const checkMs = 120_000;
/** What is asked again and again while the box may be away must not wait long for an answer. */
const lookMs = 5_000;
/** The root service may have to start first, and an old eMMC is slow. */
const changeMs = 40_000;

export const readUpdates = () => call<UpdatesView>('GET', 'updates', undefined, { longestMs: lookMs });
export const fetchBundle = (url: string) => call<unknown>('POST', 'updates', { url }, { longestMs: checkMs });
export const dropBundle = () => call<unknown>('DELETE', 'updates');
export const putSources = (sources: readonly string[]) => call<unknown>('PUT', 'updates/sources', { sources });
export const installBundle = () => call<unknown>('POST', 'updates/install', {}, { longestMs: changeMs });
export const rollBack = () => call<unknown>('POST', 'updates/rollback', {}, { longestMs: changeMs });
export const releaseInstall = () => call<unknown>('POST', 'updates/release', {});

export const readNetwork = () => call<NetworkView>('GET', 'network', undefined, { longestMs: lookMs });
export const putNetwork = (network: NetworkSetting) =>
  call<NetworkView>('PUT', 'network', network, { longestMs: changeMs });
export const confirmNetwork = () => call<unknown>('POST', 'network/confirm', {}, { longestMs: changeMs });

export const readTime = () => call<TimeView>('GET', 'time');
export const putTime = (servers: readonly string[], now?: string) =>
  call<TimeView>('PUT', 'time', { servers, ...(now === undefined ? {} : { now }) });

export const reboot = () => call<unknown>('POST', 'reboot', {});
export const resetBox = (confirm: string) => call<unknown>('POST', 'reset', { confirm });

export const readAbout = () => call<AboutView>('GET', 'about');

/** The whole proof log as a file. */
export const proofLink = '/api/v1/grid/log?format=csv';

/** The licence texts of all parts; there only on the image. */
export const licencesLink = '/api/v1/about/licences';
