/** "118.4 MB". */
export const megabytes = (language: string, sizeBytes: number): string =>
  `${new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(sizeBytes / 1e6)}\u00a0MB`;
