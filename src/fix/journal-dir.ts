/** Where journals are kept unless `--journal-dir` says otherwise: on the running machine, also for the fix of another tree. */
export const JOURNAL_DIR = '/var/lib/qmail-lint';
