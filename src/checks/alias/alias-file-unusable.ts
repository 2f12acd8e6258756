import { ROOT, walk } from '../../host/access.ts';
import type { Hop } from '../../qmail/hop.ts';
import { type AliasFile, addressOf, aliasAccount, aliasFiles, traceFile } from '../alias.ts';
import type { Check, Prevented, Report, Target } from '../check.ts';
import { misnamed, shownAddress } from '../dot-qmail-name.ts';
import { traceLocal } from '../local-address.ts';
import { byOwner } from '../mailbox.ts';

/**
 * A file of ~alias that no address leads to: qmail-local asks for names in lower case with colons for dots, and for
 * regular files only (qmail-local.c:359, 566); and a name of an account is that account's (qmail-getpw.c:24).
 */
export const check: Check = function* (target) {
  const files = aliasFiles(target);
  const names = new Set(files.map(({ name }) => name));
  for (const file of files) yield* unusable(target, file, names);
};

function* unusable(target: Target, file: AliasFile, names: ReadonlySet<string>): Generator<Report> {
  const odd = misnamed(file.name, names);
  const safe = odd?.safe ?? file.name;
  const ext = safe.slice('.qmail-'.length);
  const data = {
    path: file.path,
    name: shownAddress(ext),
    safe: file.path.replace(file.name, safe),
  };
  const subject = { path: file.path };
  if (odd !== null) {
    const seen = odd.why === 'leftover' ? UNUSED : prevents(traceLocal(target, addressOf(ext)));
    yield { message: odd.why, data, subject, prevents: seen, ...renamedBy(target) };
    return;
  }
  if (file.stat?.type !== 'file') {
    const kind = file.stat === null ? 'dangling' : 'type';
    yield { message: kind, data, subject, prevents: prevents(traceFile(target, file)) };
    return;
  }
  const hop = traceFile(target, file);
  const user = hop?.assignment?.by === 'passwd' ? hop.assignment.user : null;
  if (user === null || (user === aliasAccount(target)?.name && hop?.result?.file?.path === file.path)) return;
  yield { message: 'shadowed', data: { ...data, user }, subject: { ...subject, user }, prevents: prevents(hop) };
}

/** A name in ~alias is changed by the user alias, where that is its home. */
function renamedBy(target: Target): Pick<Report, 'by' | 'noCommand'> {
  const account = aliasAccount(target);
  const home = account === null ? null : walk(target.host, ROOT, account.home);
  return byOwner(target.installation, account, home?.ok ? home.stat : null);
}

const UNUSED: Prevented[] = [{ id: 'LOCAL-Q4' }];

/** The bounce where the address gets one; else another takes its mail, and nothing tells. */
function prevents(hop: Hop | null): Prevented[] {
  return hop?.outcome?.message === 'LOCAL-19' ? [{ id: 'LOCAL-19' }] : UNUSED;
}
