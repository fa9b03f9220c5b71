/** What the original tells without being asked (original-product L2), as far as it names no person. */
export interface OriginalReads {
  /** As `get_dev_info` of `/cnf`, read by nobody in particular. */
  devInfo(): unknown;
  /** As `get_params`. */
  params(): unknown;
}

/**
 * The read topics of the original: `get/dev_info`, `get/params` and `get/<id>` of each device. Its logs (`log`, `ta_log`) name
 * persons and cards, so they are not told.
 */
export function originalTopics(reads: OriginalReads, root: string): ReadonlyMap<string, string> {
  const devInfo = reads.devInfo();
  const told = new Map([
    [`${root}/get/dev_info`, JSON.stringify(devInfo)],
    [`${root}/get/params`, JSON.stringify(reads.params())],
  ]);
  for (const device of devicesIn(devInfo)) told.set(`${root}/get/${device.dev_id}`, JSON.stringify(device));
  return told;
}

interface OriginalDevice {
  readonly dev_id: string;
}

function devicesIn(devInfo: unknown): readonly OriginalDevice[] {
  if (typeof devInfo !== 'object' || devInfo === null || !('devices' in devInfo) || !Array.isArray(devInfo.devices))
    return [];
  return devInfo.devices.filter(
    (one): one is OriginalDevice =>
      typeof one === 'object' && one !== null && typeof one.dev_id === 'string' && /^[A-Za-z0-9]+$/.test(one.dev_id),
  );
}
