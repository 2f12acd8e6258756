/** Writes a machine's mail configuration as an image, piece by piece: memory does not follow the number of mailboxes. */
import type { Target } from '../checks/check.ts';
import { isAscii, textOf, utf8Of } from '../host/bytes.ts';
import type { Account, Host, Mx, Process } from '../host/host.ts';
import type { ImageAccount, ImageDns, ImageGroup, ImageSnapshot } from '../host/image-format.ts';
import { LEFT_OUT } from '../host/image-format.ts';
import type { Recorder, Said } from '../host/recording.ts';
import { askAll } from './asks.ts';
import { entries, imageText } from './entry.ts';
import type { Secrets } from './secrets.ts';

export interface SnapshotOptions {
  /** The machine itself, not recorded. */
  readonly host: Host;
  readonly recorder: Recorder;
  /** On the recorded host; null where there is no qmail. */
  readonly target: Target | null;
  readonly secrets: Secrets;
  /** What was given as the default delivery, where it was. */
  readonly defaultDelivery: string | null;
  readonly progress?: (done: number, of: number) => void;
}

/** So many paths are noted before they are written. */
const NOTED = 2000;

/** The image as chunks of JSON. */
export async function* snapshot(options: SnapshotOptions): AsyncGenerator<string> {
  const { host, recorder, target, secrets, progress = () => {} } = options;
  const entry = entries(host.accounts, secrets.censor);
  yield `{"format":"qmail-lint/image","version":1,"host":${JSON.stringify(hostOf(host))}`;
  if (host.now !== null) yield `,"taken":${host.now}`;
  if (options.defaultDelivery !== null)
    yield `,"defaultDelivery":${JSON.stringify(secrets.censor('', options.defaultDelivery))}`;
  yield* list('passwd', host.accounts.all, accountRow);
  yield* list('group', host.accounts.groups, ({ name, gid }) => groupRow(name, gid));
  yield ',\n"files":[';
  let first = true;
  const taken = function* () {
    const all = recorder.take().map((noted) => ({ file: entry(noted), absent: noted.absent }));
    // Names after contents: what is secret in a name is known by the content that it came from.
    for (const { file, absent } of all) {
      const lacks = absent === undefined ? {} : { absent: absent.map((name) => imageText(secrets.name(name))) };
      yield `${first ? '' : ','}\n${JSON.stringify({ ...file, ...lacks })}`;
      first = false;
    }
  };
  for await (const _ of askAll(recorder.host, target, progress)) if (recorder.size() > NOTED) yield* taken();
  yield* taken();
  yield ']';
  yield* running(recorder.host, secrets);
  const dns = dnsOf(recorder.said, secrets.name);
  if (dns !== null) yield `,\n"dns":${JSON.stringify(dns)}`;
  if (recorder.said.rooms.size > 0)
    yield `,\n"room":${JSON.stringify(Object.fromEntries([...recorder.said.rooms].map(([path, room]) => [shown(secrets.name(path)), room])))}`;
  yield ',\n"snapshot":{';
  yield* list('absent', [...recorder.said.absent], (path) => imageText(secrets.name(path)), '');
  yield* list('unread', [...recorder.said.unread], ([path, reason]) => ({
    path: imageText(secrets.name(path)),
    reason: secrets.name(reason),
  }));
  yield `,\n${JSON.stringify(snapshotOf(host, recorder.said, secrets.name)).slice(1)}}\n`;
}

function* list<T>(name: string, rows: readonly T[], row: (each: T) => unknown, before = ',\n'): Generator<string> {
  yield `${before}"${name}":[`;
  for (const [index, each] of rows.entries()) yield `${index === 0 ? '' : ',\n'}${JSON.stringify(row(each))}`;
  yield ']';
}

function hostOf({ hostname, addresses, publicAddresses }: Host) {
  return {
    ...(hostname === null ? {} : { name: hostname }),
    ...(addresses === null ? {} : { addresses }),
    publicAddresses,
  };
}

function accountRow({ name, uid, gid, home }: Account): ImageAccount {
  const [plainName, plainHome] = [utf8Of(name), utf8Of(home)];
  if (plainName !== null && plainHome !== null) return [plainName, uid, gid, plainHome];
  return [base64(name), uid, gid, base64(home), 'base64'];
}

function groupRow(name: string, gid: number): ImageGroup {
  const plain = utf8Of(name);
  return plain === null ? [base64(name), gid, 'base64'] : [plain, gid];
}

function base64(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('base64');
}

function* running(host: Host, { args }: Secrets): Generator<string> {
  const processes = processesOf(host);
  if (processes !== null) yield* list('processes', processes, (each) => processRow(each, args));
  const mounts = host.mounts();
  if (mounts !== null) yield* list('mounts', mounts, (mount) => ({ ...mount, path: textOf(mount.path) }));
}

function processesOf(host: Host): readonly Process[] | null {
  try {
    return host.processes();
  } catch {
    return null;
  }
}

/** Programs whose arguments say something of mail; those of others are nobody's business. */
const OF_MAIL =
  /qmail|tcpserver|sslserver|svscan|supervise|multilog|splogger|svlogd|runsv|s6-|smtp|mail|postfix|master|exim|dovecot|pop3|imap|inetd/;

function processRow({ args, cwd, name, ...process }: Process, censor: Secrets['args']): unknown {
  const telling = args !== undefined && (OF_MAIL.test(name) || args.slice(0, 3).some((each) => OF_MAIL.test(each)));
  return {
    ...process,
    name: textOf(name),
    ...(telling ? { args: censor(args).map(shown) } : {}),
    ...(cwd === undefined || !telling ? {} : { cwd: shown(cwd) }),
  };
}

/** Bytes that are not UTF-8 are of no matter in arguments. */
function shown(text: string): string {
  return isAscii(text) ? text : (utf8Of(text) ?? textOf(text));
}

function snapshotOf(host: Host, said: Said, named: Secrets['name']): Omit<ImageSnapshot, 'absent' | 'unread'> {
  const { incomplete } = host.accounts;
  const asksAccounts = incomplete !== null || said.refused.has('/etc/passwd');
  const asksGroups = said.refused.has('/etc/group') || [...said.groups.values()].some((gid) => gid !== null);
  return {
    of: host.kind === 'image' ? 'image' : host.source?.root === '' ? 'machine' : 'tree',
    ...(incomplete === null ? {} : { incomplete }),
    ...(asksAccounts
      ? {
          askedAccounts: [...said.accounts].map(([name, found]) =>
            found === null ? shown(named(name)) : accountRow(found),
          ),
        }
      : {}),
    ...(asksGroups
      ? {
          askedGroups: [...said.groups].map(([name, gid]) => (gid === null ? shown(named(name)) : groupRow(name, gid))),
        }
      : {}),
  };
}

/** Words of a line that was read as a name may be secret without any sign of it. */
const NO_NAME = /[\s|:@=]/;

function dnsOf({ answers }: Said, named: Secrets['name']): ImageDns | null {
  if (answers.size === 0) return null;
  const rows: {
    mx: [string, number, string][];
    a: [string, string][];
    ptr: [string, string][];
    answers: NonNullable<ImageDns['answers']>[number][];
  } = {
    mx: [],
    a: [],
    ptr: [],
    answers: [],
  };
  for (const { type, name, answer } of answers.values()) {
    const owner = shown(named(name));
    if (!owner.includes(LEFT_OUT) && NO_NAME.test(owner)) continue;
    if (answer.kind === 'none') rows.answers.push([type, owner, 'none']);
    else if (answer.kind === 'soft') rows.answers.push([type, owner, 'soft', named(answer.reason)]);
    else if (answer.kind === 'data' && type === 'mx')
      for (const { preference, exchange } of answer.records as readonly Mx[])
        rows.mx.push([owner, preference, shown(exchange)]);
    else if (answer.kind === 'data')
      for (const record of answer.records as readonly string[])
        rows[type === 'a' ? 'a' : 'ptr'].push([owner, shown(record)]);
  }
  return rows;
}
