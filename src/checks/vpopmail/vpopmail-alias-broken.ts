import type { Check, Target, Yield } from '../check.ts';
import { addressedBy, extensionOf, misnamed, shownAddress } from '../dot-qmail-name.ts';
import { eachHome } from '../each-home.ts';
import { seenOf } from '../local-address.ts';
import { dotQmailNames } from '../routing.ts';
import { isReached, type VpopmailHome, vpopmailHomes } from '../vpopmail.ts';

/** Files for one name in the directory of a domain come before its .qmail-default, by the rules of qmail-local (qmail-local.c:587). */
export const check: Check = function* (target) {
  yield* eachHome(vpopmailHomes(target), (home) => judge(target, home));
};

function* judge(target: Target, home: VpopmailHome): Generator<Yield> {
  if (!isReached(target, home)) return;
  const names = dotQmailNames(target, home.home);
  const all = new Set(names);
  for (const name of names.toSorted()) {
    const ext = extensionOf(name);
    if (ext === null || ext === 'default') continue;
    const odd = misnamed(name, all);
    yield* odd === null ? stopped(target, home, name, ext) : unused(home, name, odd);
  }
}

function* stopped(target: Target, { home, domains }: VpopmailHome, name: string, ext: string): Generator<Yield> {
  const [domain = ''] = domains;
  const { outcome, result, assignment } = target.trace(`${addressedBy(ext)}@${domain}`);
  if (assignment?.home !== home || outcome?.status !== 'deferral') return;
  const answers = outcome.message === 'LOCAL-8' ? outcome.data['file'] === name : result?.file?.name === name;
  if (!answers) return;
  const path = `${home}/${name}`;
  const { at } = result ?? {};
  yield {
    message: at === undefined || at === null ? 'file' : 'line',
    data: {
      address: `${shownAddress(ext)}@${domain}`,
      path,
      line: at?.text ?? '',
      at: outcome.blocked?.at ?? path,
    },
    subject: { path, domain, ...(at ? { line: at.line } : {}) },
    prevents: seenOf(outcome),
  };
}

function* unused(
  { home, domains: [domain = ''] }: VpopmailHome,
  name: string,
  { why, safe }: NonNullable<ReturnType<typeof misnamed>>,
): Generator<Yield> {
  if (why === 'leftover') return;
  const path = `${home}/${name}`;
  const address = `${shownAddress(safe.slice('.qmail-'.length))}@${domain}`;
  yield {
    message: 'unused',
    data: { address, path, safe: `${home}/${safe}` },
    subject: { path, domain },
    prevents: [{ id: 'LOCAL-Q4' }],
  };
}
