import { ROOT, walk } from '../../host/access.ts';
import type { Host } from '../../host/host.ts';
import { type DovecotSetting, dovecotSettings, dovecotTop, usesAccounts } from '../../services/dovecot.ts';
import type { Check, Target, Yield } from '../check.ts';

/** What Dovecot has without a setting of first_valid_uid. */
const FIRST_VALID = 500;
const ACCOUNTS_MOST = 1000;

/** Dovecot hands no mail to a uid below first_valid_uid, whatever the password (settings first_valid_uid, last_valid_uid). */
export const check: Check = function* (target) {
  const settings = dovecotSettings(target.host);
  if (settings === null) return;
  const setting = dovecotTop(settings, 'first_valid_uid');
  const first = setting === null ? FIRST_VALID : /^\d+$/.test(setting.value) ? Number(setting.value) : null;
  if (first === null) return;
  for (const one of sharedUids(target.host, settings)) {
    if (one.uid === 0 || one.uid >= first) continue;
    const { file: path, line } = one.setting;
    const data = { uid: String(one.uid), user: one.name, first: String(first), file: path };
    yield { message: 'shared', data, subject: { path, line } };
    return;
  }
  if (usesAccounts(settings)) yield* accounts(target, first, setting);
};

/** The one uid of virtual users: mail_uid, or `uid=` of a static userdb. */
function sharedUids(host: Host, settings: readonly DovecotSetting[]) {
  const told = settings.flatMap((setting) => {
    const { blocks, key, value } = setting;
    const inUserdb = blocks[0] !== undefined && /^userdb\b/.test(blocks[0]);
    if (blocks.length === 0 && key === 'mail_uid') return [{ text: value, setting }];
    if (inUserdb && key === 'args') return [{ text: /(?:^|\s)uid=(\S+)/.exec(value)?.[1] ?? '', setting }];
    return inUserdb && (key === 'uid' || key === 'fields/uid') ? [{ text: value, setting }] : [];
  });
  return told.flatMap(({ text, setting }) => {
    const uid = /^\d+$/.test(text)
      ? Number(text)
      : /^[\w.-]+$/.test(text)
        ? host.accounts.byName(text)?.uid
        : undefined;
    return uid === undefined ? [] : [{ uid, name: text, setting }];
  });
}

/** Accounts below the limit that have a Maildir of their own in their home. */
function* accounts({ host }: Target, first: number, setting: DovecotSetting | null): Generator<Yield> {
  const low = host.accounts.all.filter(({ uid, home }) => uid > 0 && uid < first && home.startsWith('/'));
  const refused = low.slice(0, ACCOUNTS_MOST).filter(({ uid, home }) => {
    const found = walk(host, ROOT, `${home === '/' ? '' : home}/Maildir`);
    return found.ok && found.stat.type === 'dir' && found.stat.uid === uid;
  });
  const [one] = refused;
  if (one === undefined) return;
  yield {
    message: setting === null ? 'default' : 'account',
    data: { user: one.name, uid: String(one.uid), first: String(first), count: String(refused.length) },
    subject: setting === null ? { user: one.name } : { path: setting.file, line: setting.line, user: one.name },
  };
}
