/** The two channels of qmail-send and the files that say how many deliveries each makes at a time. */
export const CHANNELS = [
  { channel: 'local', name: 'concurrencylocal', usual: '10' },
  { channel: 'remote', name: 'concurrencyremote', usual: '20' },
] as const;
