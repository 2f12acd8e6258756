/** Which qmail-lint this is: its number, and what `--version` prints. */
import manifest from '../package.json' with { type: 'json' };

export const RELEASE = manifest.version;

export const VERSION = `qmail-lint ${RELEASE} (not the Perl qmail-lint 0.55 of 1999)`;
