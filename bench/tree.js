// @ts-check
/** Makes the machine that the benchmark looks at: a notqmail installation and N mailboxes, as files with owners. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

/**
 * @typedef {object} Tree
 * @property {string} root where it is
 * @property {number} mailboxes accounts below /home
 * @property {number} accounts lines of etc/passwd
 * @property {number} entries files and directories below and with /home
 * @property {number} dotQmails regular files in homes whose names begin with .qmail
 * @property {Record<string, number>} broken how many mailboxes have which trouble
 */

/**
 * @typedef {object} Trouble what one kind of broken mailbox has instead of what a sound one has
 * @property {string} name
 * @property {number} [homeMode] 0 for no home at all
 * @property {number} [maildirOwner]
 * @property {number} [maildirMode]
 * @property {readonly string[]} [parts] the directories of the Maildir; empty for no Maildir
 * @property {{ text: string, mode: number }} [dotQmail]
 */

const DOMAIN = 'bench.test';
const FIRST_UID = 100_000;
const GID = { root: 0, users: 100, qmail: 2107, nofiles: 2108 };
const UID = { alias: 7790, qmaild: 7791, qmaill: 7792, qmailp: 7793, qmailq: 7794, qmailr: 7795, qmails: 7796 };
const SPLIT = 23;
const PARTS = ['cur', 'new', 'tmp'];

/** Each is a fact of qmail's manual or of maildir(5); none needs a look at mail. @type {readonly Trouble[]} */
const TROUBLES = [
  { name: 'no Maildir', parts: [] },
  { name: 'no new', parts: ['cur', 'tmp'] },
  { name: 'no cur', parts: ['new', 'tmp'] },
  { name: 'Maildir of root', maildirOwner: 0 },
  { name: 'Maildir open to others', maildirMode: 0o755 },
  { name: 'home writable', homeMode: 0o757 },
  { name: 'home sticky', homeMode: 0o1755 },
  { name: 'no home', homeMode: 0 },
  { name: '.qmail writable', dotQmail: { text: './Maildir/\n', mode: 0o666 } },
  { name: '.qmail begins blank', dotQmail: { text: '\n./Maildir/\n', mode: 0o644 } },
  { name: '.qmail without slash', dotQmail: { text: './Maildir\n', mode: 0o644 } },
];

const BIN = /** @type {const} */ ([
  [0o700, 'qmail-lspawn qmail-newmrh qmail-newu qmail-start'],
  [0o711, 'qmail-clean qmail-getpw qmail-local qmail-popup qmail-pw2u qmail-remote qmail-rspawn qmail-send splogger'],
  [0o755, 'bouncesaying condredirect datemail except forward maildir2mbox maildirmake mailsubj predate preline qbiff'],
  [0o755, 'qmail-inject qmail-pop3d qmail-qmqpc qmail-qmqpd qmail-qmtpd qmail-qread qmail-qstat qmail-showctl'],
  [0o755, 'qmail-tcpok qmail-tcpto qreceipt sendmail tcp-env'],
]);

const QUEUE = /** @type {const} */ ([
  ['pid', 'qmailq', 0o700, false],
  ['intd', 'qmailq', 0o700, false],
  ['todo', 'qmailq', 0o750, false],
  ['bounce', 'qmails', 0o700, false],
  ['lock', 'qmailq', 0o750, false],
  ['mess', 'qmailq', 0o750, true],
  ['info', 'qmails', 0o700, true],
  ['local', 'qmails', 0o700, true],
  ['remote', 'qmails', 0o700, true],
]);

/**
 * @typedef {object} Disk
 * @property {(path: string, mode?: number, uid?: number, gid?: number) => void} dir
 * @property {(path: string, text: string, mode?: number, uid?: number, gid?: number) => void} file
 */

/** The two things a tree is made of. @param {string} root @returns {Disk} */
function disk(root) {
  // chown comes first: it takes set-uid away.
  /** @param {string} path @param {number} mode @param {number} uid @param {number} gid */
  const own = (path, mode, uid, gid) => {
    if (uid !== 0 || gid !== 0) chownSync(path, uid, gid);
    chmodSync(path, mode);
  };
  return {
    dir(path, mode = 0o755, uid = 0, gid = 0) {
      mkdirSync(root + path, 0o700);
      own(root + path, mode, uid, gid);
    },
    file(path, text, mode = 0o644, uid = 0, gid = 0) {
      writeFileSync(root + path, text, { encoding: 'latin1', flag: 'wx', mode: 0o600 });
      own(root + path, mode, uid, gid);
    },
  };
}

/** @param {number} index */
const userName = (index) => `user${String(index).padStart(6, '0')}`;

/** @param {number} index */
const groupDir = (index) => `/home/${String(Math.floor(index / 1000)).padStart(3, '0')}`;

/** @param {Disk} disk @param {number} mailboxes */
function makeEtc(disk, mailboxes) {
  const system = Object.entries(UID).map(([name, uid]) => {
    const group = ['qmailq', 'qmailr', 'qmails'].includes(name) ? GID.qmail : GID.nofiles;
    return `${name}:x:${uid}:${group}::/var/qmail${name === 'alias' ? '/alias' : ''}:/bin/false`;
  });
  const users = Array.from({ length: mailboxes }, (_, i) => {
    return `${userName(i)}:x:${FIRST_UID + i}:${GID.users}::${groupDir(i)}/${userName(i)}:/bin/sh`;
  });
  const group = Object.entries(GID).map(([name, gid]) => `${name}:x:${gid}:`);
  const passwd = ['root:x:0:0:root:/root:/bin/sh', ...system, ...users];
  disk.dir('/etc');
  disk.dir('/root', 0o700);
  disk.file('/etc/passwd', `${passwd.join('\n')}\n`);
  disk.file('/etc/group', `${group.join('\n')}\n`);
  return passwd.length;
}

/** @param {Disk} disk */
function makeBin(disk) {
  disk.dir('/var/qmail/bin', 0o755, 0, GID.qmail);
  for (const [mode, names] of BIN) {
    for (const name of names.split(' ')) disk.file(`/var/qmail/bin/${name}`, '', mode, 0, GID.qmail);
  }
  disk.file('/var/qmail/bin/qmail-queue', '', 0o4711, UID.qmailq, GID.qmail);
  disk.file('/var/qmail/bin/qmail-smtpd', '214 notqmail home page: https://notqmail.org\r\n', 0o755, 0, GID.qmail);
}

/** @param {Disk} disk @param {string} root */
function makeQueue(disk, root) {
  const queue = '/var/qmail/queue';
  disk.dir(queue, 0o750, UID.qmailq, GID.qmail);
  for (const [name, owner, mode, isSplit] of QUEUE) {
    disk.dir(`${queue}/${name}`, mode, UID[owner], GID.qmail);
    for (let n = 0; isSplit && n < SPLIT; n++) disk.dir(`${queue}/${name}/${n}`, mode, UID[owner], GID.qmail);
  }
  disk.file(`${queue}/lock/sendmutex`, '', 0o600, UID.qmails, GID.qmail);
  disk.file(`${queue}/lock/tcpto`, '\0'.repeat(1024), 0o644, UID.qmailr, GID.qmail);
  const trigger = `${root}${queue}/lock/trigger`;
  execFileSync('mkfifo', ['--', trigger]);
  chownSync(trigger, UID.qmails, GID.qmail);
  chmodSync(trigger, 0o622);
}

/** The number of dot-qmail files in ~alias. @param {Disk} disk @param {string} root */
function makeQmail(disk, root) {
  const home = '/var/qmail';
  disk.dir('/var');
  disk.dir(home, 0o755, 0, GID.qmail);
  for (const name of ['boot', 'control', 'users']) disk.dir(`${home}/${name}`, 0o755, 0, GID.qmail);
  disk.file(`${home}/rc`, '#!/bin/sh\nexec qmail-start ./Maildir/ splogger qmail\n', 0o755, 0, GID.qmail);
  disk.file(`${home}/control/me`, `mail.${DOMAIN}\n`, 0o644, 0, GID.qmail);
  for (const name of ['locals', 'rcpthosts']) {
    disk.file(`${home}/control/${name}`, `${DOMAIN}\nmail.${DOMAIN}\n`, 0o644, 0, GID.qmail);
  }
  disk.dir(`${home}/alias`, 0o2755, UID.alias, GID.qmail);
  const aliases = ['postmaster', 'mailer-daemon', 'root'];
  for (const name of aliases) {
    disk.file(`${home}/alias/.qmail-${name}`, `&${userName(0)}@${DOMAIN}\n`, 0o644, UID.alias, GID.qmail);
  }
  makeBin(disk);
  makeQueue(disk, root);
  return aliases.length;
}

/** Dot-qmail files of mailbox `index`: name, text, mode. @param {number} index @param {Trouble | undefined} trouble */
function dotQmails(index, trouble) {
  /** @type {[string, string, number][]} */
  const files = [];
  if (trouble?.dotQmail) files.push(['.qmail', trouble.dotQmail.text, trouble.dotQmail.mode]);
  else if (index % 10 === 3) files.push(['.qmail', './Maildir/\n', 0o644]);
  if (index % 50 === 7) {
    files.push(['.qmail-lists', '# what lists send\n./Maildir/\n', 0o644]);
    if (index % 100 === 7) files.push(['.qmail-away', `&${userName(0)}@${DOMAIN}\n./Maildir/\n`, 0o644]);
  }
  return files;
}

/**
 * Makes mailbox `index`; how many entries, and how many dot-qmail files among them.
 * @param {Disk} disk @param {number} index @param {Trouble | undefined} trouble
 */
function makeMailbox(disk, index, trouble) {
  if (trouble?.homeMode === 0) return { entries: 0, dotQmails: 0 };
  const uid = FIRST_UID + index;
  const home = `${groupDir(index)}/${userName(index)}`;
  const maildir = `${home}/Maildir`;
  const owner = trouble?.maildirOwner ?? uid;
  const parts = trouble?.parts ?? PARTS;
  const dirs = parts.length === 0 ? [] : [maildir, ...parts.map((part) => `${maildir}/${part}`)];
  const files = dotQmails(index, trouble);
  disk.dir(home, trouble?.homeMode ?? 0o755, uid, GID.users);
  for (const dir of dirs) disk.dir(dir, trouble?.maildirMode ?? 0o700, owner, GID.users);
  for (const [name, text, mode] of files) disk.file(`${home}/${name}`, text, mode, uid, GID.users);
  return { entries: 1 + dirs.length + files.length, dotQmails: files.length };
}

/**
 * Makes a new directory `root` with an installation and `mailboxes` accounts, `broken` percent of them in trouble, each
 * kind as often as the others and spread evenly. The same numbers always give the same tree. Needs root (the owners).
 * Throws what the file system throws, and the signal's reason; what was made by then stays.
 * @param {string} root must not exist
 * @param {{ mailboxes: number, broken?: number, signal?: AbortSignal }} options
 * @returns {Promise<Tree>}
 */
export async function makeTree(root, { mailboxes, broken = 2, signal }) {
  const on = disk(root);
  on.dir('');
  const accounts = makeEtc(on, mailboxes);
  /** @type {Tree} */
  const tree = { root, mailboxes, accounts, entries: 1, dotQmails: makeQmail(on, root), broken: {} };
  on.dir('/home');
  let troubles = 0;
  for (let index = 0; index < mailboxes; index++) {
    if (index % 1000 === 0) {
      await turn(); // lets an interrupt in
      signal?.throwIfAborted();
      on.dir(groupDir(index));
      tree.entries++;
    }
    const isBroken = Math.floor(((index + 1) * broken) / 100) > troubles;
    const trouble = isBroken ? TROUBLES[troubles++ % TROUBLES.length] : undefined;
    if (trouble) tree.broken[trouble.name] = (tree.broken[trouble.name] ?? 0) + 1;
    const made = makeMailbox(on, index, trouble);
    tree.entries += made.entries;
    tree.dotQmails += made.dotQmails;
  }
  return tree;
}
