/** sendmail as it is configured on a machine: sendmail.cf, its classes, maps and aliases. */
import type { Account, Host } from '../../host/host.ts';
import { lowerCase } from '../../qmail/control.ts';
import { parseAliases } from '../aliases.ts';
import type { Alias, Expansion, Feature, OldMail, Target, Told, Trouble } from '../old-mail.ts';
import { exists, readOld, textOrTrouble } from '../old-text.ts';
import { readUsers } from '../users.ts';
import { accessOf, refusalText } from './access.ts';
import { readSendmailCf, type SendmailCf } from './cf.ts';
import { mapEntries } from './maps.ts';
import { mailertable } from './routes.ts';
import { virtusertable } from './virtusers.ts';

const PLACES = ['/etc/mail/sendmail.cf', '/etc/sendmail.cf'];

/** Null where there is no sendmail.cf that can be read; then `troubles` says why. Never throws. */
export function readSendmail(host: Host, troubles: Trouble[]): OldMail | null {
  const file = PLACES.find((path) => exists(host, path) !== false) ?? PLACES[0] ?? '';
  const text = textOrTrouble(readOld(host, file), troubles, true);
  if (text === null) return null;
  const cf = readSendmailCf(host, text, { file, hostName: hostNameOf(host) }, troubles);
  const hostName = cf.macro('j');
  const locals = [
    ...new Map(
      [...cf.words('w'), { ...hostName, value: lowerCase(hostName.value) }].map((each) => [each.value, each]),
    ).values(),
  ];
  const names = new Set(locals.map(({ value }) => value));
  // The rules compare the whole domain: `.domain` is nobody's.
  const virtuals = cf.words('VirtHost').filter(({ value }) => !names.has(value) && !value.startsWith('.'));
  const access = accessOf(cf, mapEntries(host, cf, 'access', troubles), troubles, entireDomains(cf, text));
  const routes = mailertable(cf, mapEntries(host, cf, 'mailertable', troubles), troubles);
  const virtusers = virtusertable(
    mapEntries(host, cf, 'virtuser', troubles),
    [...names, ...virtuals.map(({ value }) => value)],
    troubles,
  );
  return {
    system: 'sendmail',
    hostName,
    origin: lowerCase(hostName.value),
    locals,
    virtuals,
    relays: access.relays,
    relayRecipients: null,
    // They are among the rewrites: nobody may write to them.
    refusedRecipients: [],
    clients: access.clients,
    rewrites: [...virtusers, ...routes.rewrites, ...access.refused],
    routes: routes.routes,
    oddRoutes: routes.odd,
    aliases: aliasesOf(host, cf, troubles),
    users: readUsers(
      host,
      {
        files: (account) => forwardsOf(cf, account),
        details: (account) => detailStart(cf, account),
        unsafe: unsafeBits(cf),
      },
      troubles,
    ),
    luser: luserOf(cf),
    delimiter: '+',
    refusedSenders: access.senders,
    limits: limitsOf(cf),
    homeMailbox: null,
    features: [...featuresOf(host, cf, troubles), ...blockLists(text, file)],
    troubles,
  };
}

/** `local:name`; null where there is none, or another mailer takes the names that nobody has. */
function luserOf(cf: SendmailCf): Expansion | null {
  const { value, at } = cf.macro('L');
  const name = /^local:([\w.+-]+)$/.exec(value)?.[1];
  return name === undefined ? null : { targets: [{ kind: 'address', text: name }], at };
}

/** FEATURE(relay_entire_domain): the domains of class m, mail for whose hosts is taken and which may relay. */
function entireDomains(cf: SendmailCf, text: string): Told<string>[] {
  const line = text.split('\n').findIndex((each) => /^R\$\+\s*<\s*@\s*\$\*\s*\$=m\s*>\s+\$@\s*RELAY/.test(each));
  if (line < 0) return [];
  const at = { file: cf.file, line: line + 1 };
  const names = [cf.macro('m').value, ...cf.words('m').map(({ value }) => value)];
  return [...new Set(names)].filter((name) => name !== '').map((value) => ({ value: lowerCase(value), at }));
}

function hostNameOf(host: Host): string {
  const file = readOld(host, '/etc/hostname');
  return lowerCase(file.state === 'present' ? file.text.trim() : (host.hostname ?? 'localhost'));
}

/** newaliases takes the last of two entries in a file; of several files the first that has a name decides. */
function aliasesOf(host: Host, cf: SendmailCf, troubles: Trouble[]): Alias[] {
  const option = cf.option('AliasFile');
  const found = new Map<string, Alias>();
  for (const part of (option?.value ?? '/etc/mail/aliases').split(',')) {
    const file = part
      .trim()
      .replace(/^-o\s*/, '')
      .replace(/^(hash|btree|dbm|cdb|text|files|implicit):/, '');
    const at = option?.at ?? { file: cf.file };
    if (!file.startsWith('/')) {
      troubles.push({ kind: 'by-hand', what: 'table-type', at, data: { type: 'alias', table: part.trim() } });
      continue;
    }
    const read = readOld(host, file);
    if (read.state === 'absent' && exists(host, `${file}.db`) === true) {
      troubles.push({ kind: 'could-not', what: 'binary-only', at: { file: `${file}.db` }, data: { source: file } });
      continue;
    }
    const text = textOrTrouble(read, troubles, true);
    if (text === null) continue;
    const { aliases, troubles: wrong } = parseAliases(text, file, 'newaliases');
    troubles.push(...wrong);
    for (const alias of aliases) if (!found.has(alias.name)) found.set(alias.name, withRefusals(alias));
  }
  return [...found.values()];
}

/** `error:nouser text` is no address. */
function withRefusals(alias: Alias): Alias {
  const targets = alias.targets.map(
    (each): Target =>
      each.kind === 'address' && /^error:/i.test(each.text) ? { kind: 'refuse', text: refusalText(each.text) } : each,
  );
  return { ...alias, targets };
}

/** `$z/.forward.$w:$z/.forward`, where `$z` is the home and `$w` the short name of the host. */
function forwardsOf(cf: SendmailCf, account: Account): string[] {
  if (!account.home.startsWith('/')) return [];
  const path = cf.option('ForwardPath')?.value ?? '$z/.forward';
  return path
    .split(':')
    .map((each) =>
      each.trim().replaceAll('$z', account.home).replaceAll('$u', account.name).replaceAll('$w', cf.macro('w').value),
    )
    .filter((each) => each.startsWith('/') && !each.includes('$'));
}

/** `$z/.forward+$h`, where `$h` is what follows the `+`. */
function detailStart(cf: SendmailCf, { home }: Account): string | null {
  const path = cf.option('ForwardPath')?.value ?? '';
  return home.startsWith('/') && path.split(':').includes('$z/.forward+$h') ? `${home}/.forward+` : null;
}

function unsafeBits(cf: SendmailCf): number {
  const trusted = cf.option('DontBlameSendmail')?.value.toLowerCase() ?? '';
  if (trusted.includes('worldwritableforwardfile')) return 0;
  return trusted.includes('groupwritableforwardfile') ? 0o002 : 0o022;
}

function limitsOf(cf: SendmailCf): OldMail['limits'] {
  const size = cf.option('MaxMessageSize')?.value ?? '';
  const [, number, unit = ''] = /^(\d+)([smhdw])$/.exec(cf.option('Timeout.queuereturn')?.value ?? '') ?? [];
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[unit] ?? 0;
  // Five days are what every sendmail.cf says; qmail's own week is no worse.
  const lifetime = number === undefined || (number === '5' && unit === 'd') ? null : String(Number(number) * seconds);
  return { databytes: /^[1-9]\d*$/.test(size) ? size : null, queuelifetime: lifetime };
}

/** Lists in the DNS that are asked before mail is taken: FEATURE(dnsbl) writes their names into a comment. */
function blockLists(text: string, file: string): Feature[] {
  return text.split('\n').flatMap((line, index): Feature[] => {
    const zone = /^# DNS based IP address spam list (\S+)/.exec(line)?.[1];
    const at = { file, line: index + 1 };
    return zone === undefined ? [] : [{ what: 'block-list', at, data: { name: `dnsbl ${zone}`, text: zone } }];
  });
}

function featuresOf(host: Host, cf: SendmailCf, troubles: Trouble[]): Feature[] {
  const set = (told: Told<string> | null, name: string, what: string): Feature[] =>
    told === null || told.value === '' ? [] : [{ what, at: told.at, data: { name, text: told.value } }];
  const local = cf.mailer('local');
  const delivers = local !== null && !/(mail\.local|\/bin\/mail|\/sensible-mda|\[IPC\]|binmail)$/.test(local.value);
  const generics = mapEntries(host, cf, 'generics', troubles)[0];
  return [
    ...set(cf.macro('M'), 'MASQUERADE_AS', 'masquerade'),
    ...(generics === undefined
      ? []
      : [{ what: 'sender-rewriting', at: generics.at, data: { name: 'genericstable', text: generics.key } }]),
    ...set(cf.option('InputMailFilters'), 'InputMailFilters', 'milters'),
    ...set(cf.option('ServerCertFile'), 'ServerCertFile', 'tls'),
    ...(cf.words('TrustAuthMech').length > 0
      ? [
          {
            what: 'smtp-auth',
            at: null,
            data: {
              name: 'TrustAuthMech',
              text: cf
                .words('TrustAuthMech')
                .map(({ value }) => value)
                .join(' '),
            },
          },
        ]
      : []),
    ...set(cf.macro('H'), 'MAIL_HUB', 'mailbox-transport'),
    ...(luserOf(cf) === null ? set(cf.macro('L'), 'LUSER_RELAY', 'luser') : []),
    ...set(cf.macro('R'), 'LOCAL_RELAY', 'mailbox-transport'),
    ...(delivers && local !== null ? set(local, 'Mlocal', 'mailbox-command') : []),
  ];
}
