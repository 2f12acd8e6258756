/** What Dovecot's configuration says plainly of the mailboxes that it reads (doc.dovecot.org, config file syntax; 2.0 to 2.4). */
import { dirname, ROOT, walk } from '../host/access.ts';
import type { Host } from '../host/host.ts';

export interface DovecotSetting {
  /** The blocks around it, such as `namespace inbox`; none where it holds for all. */
  readonly blocks: readonly string[];
  readonly key: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** Where Linux and the BSDs have it. */
const PLACES = [
  '/etc/dovecot/dovecot.conf',
  '/usr/local/etc/dovecot/dovecot.conf',
  '/usr/pkg/etc/dovecot/dovecot.conf',
];
const FILES_MOST = 100;
const TEXT_LIMIT = 256 * 1024;

/** Every setting, in the order in which they count: the last wins. Null where there is no Dovecot. Throws CouldNotCheck. */
export function dovecotSettings(host: Host): DovecotSetting[] | null {
  const main = PLACES.find((path) => walk(host, ROOT, path).ok);
  if (main === undefined) return null;
  const found: DovecotSetting[] = [];
  readConf(host, main, [], found, { files: FILES_MOST });
  return found;
}

function readConf(host: Host, path: string, around: string[], found: DovecotSetting[], left: { files: number }): void {
  const file = walk(host, ROOT, path);
  if (!file.ok || file.stat.type !== 'file' || left.files === 0) return;
  left.files -= 1;
  const blocks = [...around];
  for (const [index, raw] of host.read(file.path, TEXT_LIMIT).split('\n').entries()) {
    const text = raw.replace(/(^|\s)#.*$/, '').trim();
    const [, included] = /^!include(?:_try)?\s+(\S+)$/.exec(text) ?? [];
    if (included !== undefined) {
      const name = included.startsWith('/') ? included : `${dirname(path)}/${included}`;
      for (const each of matching(host, name)) readConf(host, each, blocks, found, left);
    } else if (text === '}') blocks.pop();
    else readLine(text, blocks, { file: path, line: index + 1 }, found);
  }
}

function readLine(text: string, blocks: string[], at: { file: string; line: number }, found: DovecotSetting[]): void {
  const [, opened] = /^([^={}]+)\{$/.exec(text) ?? [];
  if (opened !== undefined) {
    blocks.push(opened.trim());
    found.push({ blocks: [...blocks], key: '', value: '', ...at });
    return;
  }
  const [, alone, key, value = ''] = /^(?:([^={}]+)\{\s*\}|([A-Za-z0-9_/.@-]+)\s*=\s*(.*))$/.exec(text) ?? [];
  if (alone !== undefined) found.push({ blocks: [...blocks, alone.trim()], key: '', value: '', ...at });
  if (key !== undefined) found.push({ blocks: [...blocks], key, value: value.replace(/^(["'])(.*)\1$/, '$2'), ...at });
}

/** The files that a name with `*` in its last part stands for. */
function matching(host: Host, pattern: string): string[] {
  const dir = dirname(pattern);
  const last = pattern.slice(dir.length + 1);
  if (!last.includes('*')) return [pattern];
  const found = walk(host, ROOT, dir);
  if (!found.ok || found.stat.type !== 'dir') return [];
  const [before = '', after = ''] = last.split('*');
  const fits = (name: string) => name.startsWith(before) && name.endsWith(after) && name.length >= last.length - 1;
  return host
    .list(found.path)
    .filter(fits)
    .sort()
    .map((name) => `${found.path}/${name}`);
}

/** The last setting outside all blocks; null where there is none. */
export function dovecotTop(settings: readonly DovecotSetting[], key: string): DovecotSetting | null {
  return settings.findLast((each) => each.blocks.length === 0 && each.key === key) ?? null;
}

/** A mailbox of a user, from his home or from `/`; `%` in it stands for what is not known. */
export interface DovecotInbox {
  readonly kind: 'maildir' | 'mbox';
  readonly path: string;
  readonly setting: DovecotSetting;
}

/** Where it looks for new mail; null where that is found by looking, differs by namespace or protocol, or cannot be told. */
export function dovecotInbox(settings: readonly DovecotSetting[]): DovecotInbox | null {
  const inner = /^(mail_location|mail_driver|mail_path|mail_inbox_path|location)$/;
  if (settings.some(({ blocks, key, value }) => blocks.length > 0 && inner.test(key) && value !== '')) return null;
  const driver = dovecotTop(settings, 'mail_driver');
  return driver === null ? byLocation(dovecotTop(settings, 'mail_location')) : byDriver(settings, driver);
}

/** `maildir:~/Maildir:INBOX=…` (2.0 to 2.3). */
function byLocation(setting: DovecotSetting | null): DovecotInbox | null {
  const [kind, path = '', ...options] = setting?.value.split(':') ?? [];
  if (setting === null || (kind !== 'maildir' && kind !== 'mbox')) return null;
  const inbox = options.find((each) => each.startsWith('INBOX='))?.slice('INBOX='.length);
  return inboxAt(kind, path, inbox, setting);
}

/** `mail_driver`, `mail_path`, `mail_inbox_path` (2.4). */
function byDriver(settings: readonly DovecotSetting[], driver: DovecotSetting): DovecotInbox | null {
  const { value: kind } = driver;
  const path = dovecotTop(settings, 'mail_path');
  if ((kind !== 'maildir' && kind !== 'mbox') || path === null) return null;
  return inboxAt(kind, path.value, dovecotTop(settings, 'mail_inbox_path')?.value, path);
}

function inboxAt(
  kind: DovecotInbox['kind'],
  path: string,
  inbox: string | undefined,
  setting: DovecotSetting,
): DovecotInbox | null {
  const own = inbox === undefined || inbox === '' ? (kind === 'mbox' ? `${path}/inbox` : path) : inbox;
  const plain = own.replace(/^(~|%h|%\{home\})\/+/, '').replace(/\/+$/, '');
  return plain === '' || plain === '~' ? null : { kind, path: plain, setting };
}

/** Whether the users are the accounts of this machine, and nothing is set for one of them alone. */
export function usesAccounts(settings: readonly DovecotSetting[]): boolean {
  const userdbs = settings.filter(({ blocks }) => /^userdb\b/.test(blocks[0] ?? ''));
  const isAccounts = ({ blocks, key, value }: DovecotSetting) =>
    key === 'driver' ? value === 'passwd' : key === '' && /^userdb\s+passwd$/.test(blocks[0] ?? '');
  return (
    userdbs.some(isAccounts) &&
    userdbs.every((each) => {
      if (each.key === '') return isAccounts(each) || each.blocks[0] === 'userdb';
      return isAccounts(each) || (each.key === 'args' && !/[a-z]=/.test(each.value.replace(/blocking=\w+/, '')));
    })
  );
}
