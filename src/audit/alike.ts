/**
 * Broken mailboxes are often broken alike: a script forgot `cur` ten thousand times. What the model asks of a mailbox is written
 * down as questions about its own home; where those of another account get the same answers, so does the whole. Such a mailbox is
 * judged anew until as many of its kind were as are listed; the others only count.
 *
 * Nothing is taken for alike that might tell one account from another: a link, a text with the account's name, a place outside of
 * the home. The tests hold it to that: with it and without, the findings are the same.
 */
import { isSystem } from '../checks/people.ts';
import { dirname, isWithin } from '../host/access.ts';
import { type Account, CouldNotCheck, type Host, type Stat } from '../host/host.ts';
import { NAME_LIMIT } from '../qmail/getpw.ts';
import { FORWARDERS, type Fold } from './folder.ts';
import type { Sweep, SweepResult } from './mailboxes.ts';
import { SUPPRESS_NOTHING } from './suppress.ts';

export interface Alikes {
  /** The host through which an account is to be judged that `knows` nothing of: what it is asked is written down. */
  watched(host: Host): Host;
  /** Counts what the same answers led to before, into `result`; false: the account must be judged. */
  counted(host: Host, account: Account, result: SweepResult): boolean;
  /** Judges an account by `judge`, which asks the watched host, and keeps in mind what came of it; null where it is like no other. */
  judged(host: Host, account: Account, judge: () => SweepResult): SweepResult | null;
}

type Question = { readonly ask: 'stat' | 'text' | 'names' | 'user'; readonly of: string };
type Step = { readonly question: Question; readonly next: Map<string, Step | Verdict> };

interface Verdict {
  times: number;
  /** What every account of the kind was reported for; null where they differed. */
  folds: readonly Pick<Fold, 'rule' | 'key' | 'by' | 'count'>[] | null;
  /** Of the forwarders, what stands behind the name, and behind the home. */
  readonly forwards: readonly { readonly local: string; readonly path: string | null }[];
}

/** What is written down while an account is judged. */
interface Watch {
  readonly account: Account;
  /** With their answers, in order; null once something was asked that is no question of ours. */
  asked: Map<string, { question: Question; answer: string }> | null;
}

/** So many more may be judged than were counted before it is given up: their users are all different. */
const PATIENCE = 2000;
const LONGEST = 2000;
const MOST_PLACES = 1000;

/** Null where no two accounts are alike: each is listed, or may be suppressed, or has a line of its own in users/cdb. */
export function alikes(sweep: Sweep): Alikes | null {
  const { most, suppress, cdb, installation } = sweep;
  if (!Number.isFinite(most) || suppress !== SUPPRESS_NOTHING || cdb !== 'absent') return null;
  if (installation.compiled.break !== '-') return null;
  const roots = new Map<string, Step | Verdict>();
  const waysTo = new Map<string, string | null>();
  let watch: Watch | null = null;
  let patience = PATIENCE;

  const rootOf = (host: Host, account: Account): string | null => {
    const { name, uid, gid, home } = account;
    if (!isPlain(account) || sweep.keepers.has(name)) return null;
    const parent = dirname(home);
    if (waysTo.size >= MOST_PLACES) waysTo.clear();
    if (!waysTo.has(parent)) waysTo.set(parent, wayTo(host, parent));
    const way = waysTo.get(parent) ?? null;
    return way === null
      ? null
      : `${gid} ${isSystem(account, sweep.uidMin)} ${sweep.gone.has(parent)} ${uid === 0} ${way}`;
  };

  return {
    watched: (host) => watchedHost(host, installation.home, () => watch),
    counted: (host, account, result) => {
      const root = rootOf(host, account);
      if (root === null) return false;
      let at = roots.get(root);
      while (at !== undefined && 'question' in at) {
        const answer = answerOf(host, account, at.question);
        at = answer === null ? undefined : at.next.get(answer);
      }
      if (at === undefined || at.folds === null || at.times < most) return false;
      patience += 1;
      count(at, account, result);
      return true;
    },
    judged: (host, account, judge) => {
      const root = patience > 0 ? rootOf(host, account) : null;
      if (root === null) return null;
      const watching: Watch = { account, asked: new Map() };
      watch = watching;
      try {
        const result = judge();
        if (watching.asked !== null) remember(roots, root, [...watching.asked.values()], verdictOf(account, result));
        patience -= 1;
        return result;
      } finally {
        watch = null;
      }
    },
  };
}

/** A name and a home that nothing but their owner is told by. */
function isPlain({ name, home }: Account): boolean {
  return name.length <= NAME_LIMIT && /^[a-z][a-z0-9_]*$/.test(name) && /^(\/[\w-][\w.-]*)+$/.test(home);
}

/** The directories that lead to a home, one like the other; null where there is a link or none. */
function wayTo(host: Host, parent: string): string | null {
  let way = '';
  for (let path = parent; ; path = dirname(path)) {
    const stat = attempted(() => host.lstat(path));
    if (stat?.type !== 'dir') return null;
    way += ` ${stat.mode} ${stat.uid} ${stat.gid} ${stat.device}`;
    if (path === '/') return way;
  }
}

function attempted<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CouldNotCheck) return null;
    throw error;
  }
}

/** Null for an answer that may tell one account from another. */
function answerOf(host: Host, account: Account, { ask, of }: Question): string | null {
  return attempted(() => {
    const path = account.home + of;
    if (ask === 'stat') return statAnswer(account, host.lstat(path));
    if (ask === 'text') return textAnswer(account, host.read(path));
    if (ask === 'names') return textAnswer(account, dotQmailsOf(host.list(path)).join('/'));
    return host.accounts.byName(account.name + of) === null ? '' : null;
  });
}

function statAnswer({ uid }: Account, stat: Stat | null): string | null {
  if (stat === null) return '';
  const size = stat.type === 'file' ? stat.size : 0;
  const isLink = stat.type === 'symlink';
  return isLink ? null : `${stat.type} ${stat.mode} ${stat.uid === uid || stat.uid} ${stat.gid} ${size} ${stat.device}`;
}

function textAnswer({ name, home }: Account, text: string): string | null {
  return text.length > LONGEST || text.toLowerCase().includes(name) || text.includes(home) ? null : text;
}

/** The model knows no other names of a home. */
function dotQmailsOf(names: readonly string[]): string[] {
  return names.filter((each) => each.startsWith('.qmail')).sort();
}

/** No memory of ways, which would answer for the host, and no times, which no two files share. */
function watchedHost(host: Host, qmailHome: string, watching: () => Watch | null): Host {
  /** The way to the home and qmail's own files are the same for all of a kind; what is asked elsewhere makes none. */
  const isNoQuestion = (path: string, home: string) =>
    isWithin(home, path)
      ? path !== home
      : !isWithin(path, home) && (isWithin(path, qmailHome) || isWithin(qmailHome, path));
  const asking = <T>(
    ask: Question['ask'],
    path: string,
    find: () => T,
    answer: (account: Account, found: T) => string | null,
  ): T => {
    const watch = watching();
    if (watch === null || watch.asked === null || isNoQuestion(path, watch.account.home)) return find();
    const { account, asked } = watch;
    watch.asked = null;
    const found = find();
    const of = path.slice(account.home.length);
    const given = ask === 'user' || isWithin(path, account.home) ? answer(account, found) : null;
    if (given === null) return found;
    if (!asked.has(`${ask} ${of}`)) asked.set(`${ask} ${of}`, { question: { ask, of }, answer: given });
    watch.asked = asked;
    return found;
  };
  const never = () => null;
  const { trails: _, fresh: __, ...rest } = host;
  return {
    ...rest,
    accounts: {
      ...host.accounts,
      byName: (name) => {
        const own = watching()?.account;
        if (own === undefined || name === own.name || !name.startsWith(own.name)) return host.accounts.byName(name);
        const of = name.slice(own.name.length);
        return asking(
          'user',
          own.home + of,
          () => host.accounts.byName(name),
          (_, found) => (found === null ? '' : null),
        );
      },
    },
    lstat: (path) => {
      const found = asking('stat', path, () => host.lstat(path), statAnswer);
      if (found === null) return null;
      const { mtime: _m, atime: _a, inode: _i, links: _l, ...stat } = found;
      return stat;
    },
    readlink: (path) => asking('stat', path, () => host.readlink(path), never),
    list: (path) => {
      if (path !== watching()?.account.home) return asking('names', path, () => host.list(path), never);
      return asking(
        'names',
        path,
        () => dotQmailsOf(host.list(path)),
        (account, names) => textAnswer(account, names.join('/')),
      );
    },
    read: (path, limit) => asking('text', path, () => host.read(path, limit), limit === undefined ? textAnswer : never),
    open: (path, limit) => asking('text', path, () => host.open(path, limit), never),
  };
}

function verdictOf({ name, home }: Account, { folds, unchecked, failed, forwarders }: SweepResult): Verdict {
  const isWhole = unchecked.size === 0 && failed.length === 0;
  const isOwn = forwarders.every(
    ({ local, user, path }) => user === name && local.startsWith(name) && (path === null || isWithin(path, home)),
  );
  const seen = [...folds.values()].map(({ rule, key, by, count }) => ({ rule, key, by, count }));
  const forwards = forwarders.map(({ local, path }) => ({
    local: local.slice(name.length),
    path: path === null ? null : path.slice(home.length),
  }));
  return { times: 1, folds: isWhole && isOwn ? seen : null, forwards };
}

function remember(
  roots: Map<string, Step | Verdict>,
  root: string,
  asked: readonly { readonly question: Question; readonly answer: string }[],
  verdict: Verdict,
): void {
  let slot = roots;
  let key = root;
  for (const { question, answer } of asked) {
    const known = slot.get(key);
    // The same answers led to another question: what came of them says nothing.
    if (known !== undefined && !isSame(known, question)) return void slot.set(key, UNLIKE);
    const step = (known as Step | undefined) ?? { question, next: new Map() };
    slot.set(key, step);
    slot = step.next;
    key = answer;
  }
  const known = slot.get(key);
  if (known === undefined) slot.set(key, verdict);
  else if ('question' in known) slot.set(key, UNLIKE);
  else if (JSON.stringify([known.folds, known.forwards]) === JSON.stringify([verdict.folds, verdict.forwards]))
    known.times += 1;
  else slot.set(key, UNLIKE);
}

const UNLIKE: Verdict = { times: 0, folds: null, forwards: [] };

function isSame(known: Step | Verdict, { ask, of }: Question): known is Step {
  return 'question' in known && known.question.ask === ask && known.question.of === of;
}

function count({ folds, forwards }: Verdict, { name, home }: Account, result: SweepResult): void {
  for (const { rule, key, by, count: more } of folds ?? []) {
    const fold = result.folds.get(key) ?? { rule, key, by, count: 0, kept: [] };
    fold.count += more;
    result.folds.set(key, fold);
  }
  for (const { local, path } of forwards) {
    if (result.forwarders.length >= FORWARDERS) return;
    result.forwarders.push({ local: name + local, user: name, path: path === null ? null : home + path });
  }
}
