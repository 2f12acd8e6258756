/** Wrong usage, configuration or target: one line for the person who typed it, exit code 2, no stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
