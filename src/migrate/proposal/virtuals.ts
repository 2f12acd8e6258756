/** Domains that are not the machine's own: virtualdomains and ~alias/.qmail-DOMAIN-NAME. */
import type { Host } from '../../host/host.ts';
import { safeExt } from '../../qmail/dot-qmail.ts';
import { withIncludes } from '../includes.ts';
import type { OldMail, Place, Rewrite, Target, Trouble } from '../old-mail.ts';
import type { Domains } from './domains.ts';
import { dotQmailLines } from './lines.ts';
import { unfitName } from './names.ts';
import type { NewMachine, PlannedFile, Remark } from './types.ts';

export interface VirtualPlan {
  readonly files: readonly PlannedFile[];
  /** Lines of control/virtualdomains. */
  readonly entries: readonly string[];
  /** Lines of users/assign, for Maildirs that belong to no account of their own. */
  readonly assigned: readonly string[];
}

/** `host`: the old machine, where included lists lie. */
export function planVirtuals(
  host: Host,
  old: OldMail,
  machine: NewMachine,
  domains: Domains,
  troubles: Trouble[],
): VirtualPlan {
  const locals = new Set(domains.locals);
  const known = [...domains.moved, ...old.virtuals.map(({ value }) => value)];
  const virtuals = [...new Set(known)].filter((domain) => !locals.has(domain));
  const rewrites = old.rewrites.filter(({ domain }) => domain !== null && !locals.has(domain));
  const caught = rewrites.flatMap(({ local, domain }) => (local === null && domain !== null ? [domain] : []));
  const closed = old.routes.filter(
    ({ verdict, domain }) => verdict !== undefined && verdict !== 'local' && domain !== '',
  );
  const whole = new Set([...virtuals, ...caught, ...closed.map(({ domain }) => domain)]);
  const single = rewrites.filter(({ local, domain }) => local !== null && domain !== null && !whole.has(domain));
  const file = (name: string, targets: readonly Target[], from: readonly (Place | null)[]) =>
    virtualFile(name, targets, from, domains.home, machine);
  const files = [
    ...rewrites.flatMap((rewrite) =>
      rewrite.maildir === undefined
        ? fileOf(rewrite, { host, origin: domains.home }, troubles, file)
        : maildirFiles(rewrite, machine, old.delimiter !== ''),
    ),
    ...closed.map(({ domain, verdict, says, at }) =>
      file(`${tailOf(domain)}-default`, verdict === 'refuse' ? [says === undefined ? REFUSED : refusal(says)] : [], [
        at,
      ]),
    ),
    // Else names that nobody has would go where those of the machine itself go.
    ...virtuals
      .filter((domain) => old.luser !== null && !caught.includes(domain) && !domains.moved.includes(domain))
      .map((domain) => file(`${tailOf(domain)}-default`, [REFUSED], [])),
    // Their other names are those of the machine.
    ...domains.moved
      .filter((domain) => !caught.includes(domain))
      .map((domain) => file(`${tailOf(domain)}-default`, [sameNameAt(domains.home)], [])),
  ];
  return {
    files,
    assigned: [
      ...pastTheRest(rewrites, machine),
      ...rewrites.flatMap((rewrite) => maildirLine(rewrite, machine, old.delimiter)),
    ],
    entries: [
      ...[...whole].map((domain) => `${domain}:${prefixOf(domain)}`),
      ...single.map(({ local, domain }) => `${local}@${domain}:${prefixOf(domain ?? '')}`),
    ],
  };
}

function refusal(text: string): Target {
  return { kind: 'refuse', text };
}

/** What qmail-local says of such names. */
export const NO_MAILBOX = 'Sorry, no mailbox here by that name. (#5.1.1)';
const REFUSED = refusal(NO_MAILBOX);

/** A hyphen would end the name of a user (qmail-getpw). `.domain` stands for all below it. */
export function tailOf(domain: string): string {
  return domain.replace(/^\./, '_').replaceAll('-', '_');
}

export function prefixOf(domain: string): string {
  return `alias-${tailOf(domain)}`;
}

type MakeFile = (name: string, targets: readonly Target[], from: readonly (Place | null)[]) => PlannedFile;

function fileOf(
  rewrite: Rewrite,
  { host, origin }: { readonly host: Host; readonly origin: string },
  troubles: Trouble[],
  file: MakeFile,
): PlannedFile[] {
  const { local, domain, at } = rewrite;
  const unfit = local === null ? null : unfitName(local);
  if (unfit !== null) {
    troubles.push({
      kind: 'by-hand',
      what: unfit,
      at: at ?? { file: '' },
      data: { name: `${local}@${domain}` },
    });
    return [];
  }
  const { targets } = withIncludes(host, rewrite, troubles);
  const known = targets.filter(({ text }) => text !== `${local}@${domain}`);
  const taken = known.map((target) => restTaken(target, local, origin));
  return [file(`${tailOf(domain ?? '')}-${local === null ? 'default' : local}`, taken, [at])];
}

/** `@domain` and `%1@domain`: the same name there; `user+%1@domain`: with more around it. */
function restTaken(target: Target, local: string | null, origin: string): Target {
  if (target.kind !== 'address' || !/^@|%1/.test(target.text)) return target;
  const whole = target.text.includes('@') ? target.text : `${target.text}@${origin}`;
  const text = whole.startsWith('@') ? `%1${whole}` : whole;
  if (local !== null) return { ...target, text: text.replaceAll('%1', local) };
  const [, before, behind, domain] = /^([\w.+=-]*)%1([\w.+=-]*)@([\w.-]+)$/.exec(text) ?? [];
  return domain === undefined ? target : { kind: 'program', text: `forward ${before}"$DEFAULT"${behind}@${domain}` };
}

function sameNameAt(domain: string): Target {
  return { kind: 'program', text: `forward "$DEFAULT"@${domain}` };
}

function virtualFile(
  name: string,
  targets: readonly Target[],
  from: readonly (Place | null)[],
  origin: string,
  machine: NewMachine,
): PlannedFile {
  const scene = { origin, user: 'alias', mailbox: machine.mailbox, redirected: () => false };
  const { lines, remarks } = dotQmailLines(targets, scene);
  const told: readonly Remark[] = remarks;
  return {
    path: `${machine.aliasHome}/.qmail-${safeExt(name)}`,
    kind: 'alias',
    text: `${lines.join('\n')}\n`,
    owner: 'alias',
    mode: 0o644,
    from: from.filter((each) => each !== null),
    remarks: told,
  };
}

/** qmail-local runs with the Maildir for a home, and its .qmail delivers there. */
function maildirLine({ local, domain, maildir }: Rewrite, machine: NewMachine, delimiter: string): string[] {
  if (maildir === undefined || domain === null) return [];
  const { path, uid, gid } = maildir;
  const owner = `${machine.userOf(uid)}:${uid}:${gid}:${path}`;
  // Without a dash qmail-local looks for no file for a name that is left over, and takes the default delivery.
  const rest = (name: string) => `+${prefixOf(domain)}-${name}:${owner}:-:${ANY}-:`;
  if (local === null) return [rest('')];
  return [`=${prefixOf(domain)}-${local}:${owner}:::`, ...[...delimiter].map((letter) => rest(`${local}${letter}`))];
}

/** Where one Maildir has all that is left of a domain, each other name of it must be said to be alias'. */
function pastTheRest(rewrites: readonly Rewrite[], { alias, aliasHome }: NewMachine): string[] {
  const taken = new Set(rewrites.flatMap(({ local, domain, maildir }) => (local === null && maildir ? [domain] : [])));
  return rewrites.flatMap(({ local, domain, maildir }) => {
    if (local === null || domain === null || maildir !== undefined || !taken.has(domain)) return [];
    const ids = `${alias.uid}:${alias.gid}:${aliasHome}`;
    return [`=${prefixOf(domain)}-${local}:alias:${ids}:-:${tailOf(domain)}-${local}:`];
  });
}

/** In the extension of names that have no Maildir of their own. */
const ANY = 'any';

function maildirFiles({ local, maildir, at }: Rewrite, machine: NewMachine, extended: boolean): PlannedFile[] {
  if (maildir === undefined) return [];
  const names = [...(local === null ? [] : ['']), ...(local === null || extended ? [`-${ANY}-default`] : [])];
  return names.map((name) => ({
    path: `${maildir.path}/.qmail${name}`,
    kind: 'home',
    text: './\n',
    owner: machine.userOf(maildir.uid),
    mode: 0o644,
    from: at === null ? [] : [at],
    remarks: [],
    inMaildir: { uid: maildir.uid, gid: maildir.gid },
  }));
}
