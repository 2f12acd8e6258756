/** What `--version` prints. */
import manifest from '../package.json' with { type: 'json' };

export const VERSION = `qmail-lint ${manifest.version} (not the Perl qmail-lint 0.55 of 1999)`;
