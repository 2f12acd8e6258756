import { testExperiments } from '../support/experiments.ts';
import type { Setup } from '../support/setup.ts';

const QUEUE = '/var/qmail/queue';
const REFUSED = '451 qq trouble creating files in queue (#4.3.0)';
const NO_EXEC = '451 unable to exec qq (#4.3.0)';
const WRONG_OWNER = 'Sorry,_message_has_wrong_owner._(#4.3.5)/';
const NO_FIRE = 'alert: cannot start: hath the daemon spawn no fire?';
const NO_MUTEX = 'alert: cannot start: unable to open mutex';
const NO_INFO = 'alert: unable to opendir info/0, sleeping...';
const NO_TODO = 'alert: unable to opendir todo, sleeping...';
const NO_BOUNCE = 'alert: unable to append to bounce message; HELP! sleeping...';

/** `setup` says it in words: a directory of the queue and all in it. */
function below(tree: string, attributes: object): Setup {
  const split = ['mess', 'info', 'local', 'remote'].includes(tree);
  const names = split ? Array.from({ length: 23 }, (_, number) => `${tree}/${number}`) : [];
  return Object.fromEntries([tree, ...names].map((name) => [`${QUEUE}/${name}`, attributes]));
}

const root = { owner: 'root:root' };
const wider = { mode: '0755' };

testExperiments({
  H36: [
    { rule: 'program-missing', sees: 'Unable_to_run_qmail-getpw./' },
    { rule: 'program-missing', sees: 'Unable_to_run_qmail-getpw./' },
    { rule: 'program-missing', sees: 'Unable_to_run_qmail-local./' },
    { rule: 'program-missing', sees: 'Unable_to_run_qmail-local./' },
    { rule: 'program-missing', sees: NO_FIRE },
    { rule: 'program-missing', sees: NO_FIRE },
    { rule: 'program-missing', sees: NO_FIRE },
    { rule: 'program-missing', sees: 'alert: oh no! lost qmail-clean connection! dying...' },
    { rule: 'program-missing', severity: 'error' },
  ],
  J01: [
    { rule: 'qmail-queue', sees: REFUSED },
    { rule: 'qmail-queue', sees: WRONG_OWNER },
    { rule: 'qmail-queue', sees: REFUSED },
    { rule: 'qmail-queue', severity: 'info' },
    { rule: 'qmail-queue', sees: NO_EXEC },
    { rule: 'qmail-queue', severity: 'info' },
    { rule: 'qmail-queue', sees: NO_EXEC },
  ],
  J02: [{ rule: 'nosuid', sees: REFUSED }],
  J03: [{ rule: 'set-id-stray' }],
  J04: [{ rule: 'bin-writable' }, { rule: 'bin-writable' }],
  J05: [
    { rule: 'queue-missing', sees: NO_FIRE },
    { rule: 'queue-missing', sees: NO_INFO },
    { rule: 'queue-missing', sees: 'warning: unable to create local/19/{id}' },
    { rule: 'queue-missing', sees: 'warning: unable to create remote/3/{id}' },
    { rule: 'queue-missing', sees: NO_TODO },
    { rule: 'queue-missing', sees: REFUSED },
    { rule: 'queue-missing', sees: NO_BOUNCE },
    { rule: 'queue-missing', sees: REFUSED },
    { rule: 'queue-missing', sees: NO_MUTEX },
    { rule: 'queue-missing', sees: 'alert: cannot start: unable to switch to queue directory' },
  ],
  J06: [
    { rule: 'queue-closed', sees: NO_FIRE },
    { rule: 'queue-closed', sees: NO_INFO },
    { rule: 'queue-closed', sees: 'warning: unable to unlink local/9/{id}' },
    { rule: 'queue-closed', sees: 'warning: unable to unlink remote/14/{id}' },
    { rule: 'queue-closed', sees: NO_TODO },
    { rule: 'queue-closed', sees: REFUSED },
    { rule: 'queue-closed', sees: 'warning: unable to stat bounce/{id}' },
    { rule: 'queue-closed', sees: REFUSED },
    { rule: 'queue-closed', sees: NO_MUTEX },
    {
      rule: 'queue-closed',
      sees: 'alert: cannot start: unable to switch to queue directory',
      also: { [QUEUE]: { mode: '0700', ...root } },
    },
    { rule: 'queue-closed', sees: NO_FIRE, also: below('mess', root) },
    { rule: 'queue-closed', sees: NO_INFO, also: below('info', root) },
    { rule: 'queue-closed', sees: 'warning: unable to unlink local/22/{id}', also: below('local', root) },
    { rule: 'queue-closed', sees: 'warning: unable to unlink remote/18/{id}', also: below('remote', root) },
    { rule: 'queue-closed', sees: NO_FIRE, also: below('mess', { group: 'nofiles' }) },
    { rule: 'queue-closed', sees: NO_TODO, also: below('todo', { group: 'nofiles' }) },
    {
      harmless: true,
      also: Object.assign(
        {},
        ...['mess', 'todo', 'info', 'local', 'remote', 'intd', 'pid', 'bounce'].map((tree) => below(tree, wider)),
      ),
    },
  ],
  J07: [
    { rule: 'queue-split', sees: 'alert: unable to opendir mess/0, sleeping...' },
    { rule: 'queue-split', sees: NO_INFO },
    { rule: 'queue-split', sees: 'warning: unable to create local/2/{id}' },
    { rule: 'queue-split', sees: 'warning: unable to create remote/6/{id}' },
    // All four trees agree on 24: that 23 is compiled in cannot be seen, only that 24 is no prime.
    { rule: 'queue-split', severity: 'info' },
  ],
  J08: [
    { harmless: true },
    { rule: 'trigger', severity: 'error' },
    { rule: 'trigger', severity: 'error' },
    { rule: 'trigger', severity: 'error' },
    { rule: 'trigger', severity: 'error' },
    { harmless: true },
    { rule: 'trigger', severity: 'error' },
    { rule: 'trigger', severity: 'error' },
    { rule: 'trigger', severity: 'error' },
    { harmless: true },
    { rule: 'trigger', severity: 'error' },
    { rule: 'queue-closed', sees: NO_MUTEX },
  ],
  J09: [
    { rule: 'sendmutex', sees: NO_MUTEX },
    { rule: 'sendmutex', sees: NO_MUTEX },
    { rule: 'sendmutex', sees: NO_MUTEX },
    { harmless: true },
    { rule: 'sendmutex', sees: NO_MUTEX },
  ],
  J10: [
    { rule: 'tcpto', severity: 'warning' },
    { rule: 'tcpto', severity: 'warning' },
    // As it lies there it is short; the next start fills it up, as the finding says.
    { rule: 'tcpto', severity: 'warning' },
    { rule: 'tcpto', severity: 'warning' },
    { harmless: true },
    { harmless: true },
    { rule: 'tcpto', severity: 'warning' },
    { rule: 'tcpto', severity: 'warning' },
    { rule: 'tcpto', severity: 'warning' },
    { rule: 'tcpto', severity: 'warning' },
    { harmless: true },
    { rule: 'tcpto', severity: 'warning' },
  ],
  J11: [
    { rule: 'queue-filesystems', sees: REFUSED },
    { rule: 'queue-filesystems', sees: REFUSED },
    { rule: 'queue-filesystems', sees: REFUSED },
    { harmless: true },
    {
      rule: 'sendmutex',
      sees: NO_MUTEX,
      also: Object.fromEntries(['sendmutex', 'trigger', 'tcpto'].map((name) => [`${QUEUE}/lock/${name}`, null])),
    },
  ],
  J12: [
    { rule: 'qmail-home-closed', severity: 'error' },
    { harmless: true },
    { rule: 'qmail-home-closed', severity: 'error' },
    { harmless: true },
    { rule: 'bin-writable', severity: 'error' },
    { harmless: true },
    { rule: 'bin-writable', severity: 'error' },
  ],
  J13: [
    { harmless: true },
    { harmless: true },
    { rule: 'alias-home-missing', sees: 'Unable_to_switch_to_/var/qmail/alias:_access_denied._(#4.3.0)/' },
    { harmless: true },
  ],
  J14: [{ rule: 'control-foreign-owner' }],
  J15: [
    { rule: 'program-missing', sees: 'Unable_to_run_qmail-remote./' },
    { rule: 'program-missing', sees: 'Unable_to_run_qmail-remote./' },
    { rule: 'qmail-home-closed', severity: 'error' },
  ],
  // Its `ls mess/0` by alice went through: the numbered directories were open too.
  J16: [
    { rule: 'queue-exposed', also: below('mess', wider) },
    { harmless: true, also: { ...below('mess', wider), [`${QUEUE}/mess`]: { mode: '0750' } } },
    { harmless: true, also: below('mess', wider) },
  ],
});
