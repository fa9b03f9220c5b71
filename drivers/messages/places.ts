/** Fills `{connector}`, counted from 1, and `{index}`, counted from 0, into a path, topic or query. */
export const withPlaces = (text: string, connector: number): string =>
  text.replaceAll('{connector}', String(connector)).replaceAll('{index}', String(connector - 1));
