/** Programs that accept connections and run another for each: tcpserver and its relatives. */
import type { Field } from './expand.ts';
import { getopt, has, lastValue, type Options, turnedOff } from './options.ts';
import { noteLine, RULES_UNKNOWN } from './reader.ts';
import { type Accept, PLAIN_ACCEPT, type Setting } from './run.ts';
import type { ServiceUser } from './types.ts';
import { fieldUser, scanId } from './users.ts';
import type { At, Wrapper } from './wrappers.ts';

/** Letters of ucspi-tcp 0.88, its IPv6 and SSL patches and indimail; they do not contradict each other. */
const TCPSERVER = { flags: 'dDvqQhHrR1UXpPoO46jJsS', valued: 'xmtuglbBcCIfn' };
/** Letters of ucspi-ssl, old and new. */
const SSLSERVER = { flags: '1346dDvVqQhHrRUXpPoOIiEeSsnNzZmaAjJ', valued: 'xtTuglbBcwf' };
const S6_TCPSERVER = { flags: 'qQv1UdDHhRrPp', valued: 'cCbGgul' };
const TCPSVD = { flags: 'hpEv', valued: 'cCbuliIxt' };

/** Ports and services of submitted and incoming mail, by which a server of unknown name is known for one. */
const MAIL_PORT = /^(25|465|587|209|628|smtps?|ssmtp|submissions?|qmtp|qmqp|mail)$/;

export function isMailPort(port: string | null): boolean {
  return port !== null && MAIL_PORT.test(port);
}

/** tcpserver and sslserver (tcpserver.c, main): with -x they read rules as the user of -u. */
function tcpserver(letters: { flags: string; valued: string }): Wrapper {
  return (run, args, setting, at) => {
    const options = getopt(args, letters.flags, letters.valued);
    if (!options.sure) noteLine(run.reader, at, 'the options of tcpserver hold a value that is not known');
    const user = tcpserverUser(options, setting);
    const rules = lastValue(options, 'x');
    if (rules !== undefined && rules.text === null) {
      noteLine(run.reader, at, 'the rules file of tcpserver is named by a value that is not known', RULES_UNKNOWN);
    }
    const { host, port, words } = operands(options);
    const limit = lastValue(options, 'c');
    const accept: Accept = {
      kind: 'tcpserver',
      port,
      rules: rules?.text ?? null,
      rulesOptional: has(options, 'X'),
      address: host,
      limit: limit?.text == null ? null : { text: limit.text, from: limit.source?.file ?? null },
      lookupHost: !turnedOff(options, 'H', 'h'),
      lookupInfo: !turnedOff(options, 'R', 'r'),
      lookupLocal: options.sure && lastValue(options, 'l') === undefined,
      paranoid: turnedOff(options, 'p', 'P'),
      tls: letters === SSLSERVER,
      rulesUser: user,
      startedAs: setting.user,
    };
    return { words, setting: { ...setting, user, accept } };
  };
}

export interface TcpserverArgs {
  readonly port: string | null;
  /** The file of -x; null where there is none. */
  readonly rules: string | null;
  /** The program with its arguments. */
  readonly words: readonly string[];
}

/** The arguments of a tcpserver or sslserver that runs, without its own name; null where they cannot be told. */
export function tcpserverArgs(name: 'tcpserver' | 'sslserver', args: readonly string[]): TcpserverArgs | null {
  const { flags, valued } = name === 'tcpserver' ? TCPSERVER : SSLSERVER;
  const options = getopt(
    args.map((text) => ({ text, head: text, open: false })),
    flags,
    valued,
  );
  if (!options.sure) return null;
  const { port, words } = operands(options);
  return { port, rules: lastValue(options, 'x')?.text ?? null, words: words.map(({ text }) => text ?? '') };
}

/** `HOST PORT PROGRAM…`; after an argument of unknown length they are where the program is not far off. */
function operands(options: Options): { host: string | null; port: string | null; words: readonly Field[] } {
  const { rest } = options;
  if (options.sure) return { host: rest[0]?.text ?? null, port: rest[1]?.text ?? null, words: rest.slice(2) };
  const index = rest.findIndex(({ text }) => isMailPort(text));
  if (index === -1) return { host: null, port: null, words: rest };
  return { host: rest[index - 1]?.text ?? null, port: rest[index]?.text ?? null, words: rest.slice(index + 1) };
}

/** -u and -g take digits (scan_ulong), -U what envuidgid left; without any, ids stay as they are. */
function tcpserverUser(options: Options, setting: Setting): ServiceUser | null {
  let { user } = setting;
  for (const { letter, value } of options.given) {
    if (letter === 'U') user = { uid: null, gid: null, ...setting.ids, from: 'tcpserver -U' };
    if (letter === 'u' && value !== null) {
      const name = value.account ?? (/\D/.test(value.text ?? '') ? value.text : undefined);
      const gid = user?.from.startsWith('tcpserver') === true ? user.gid : null;
      user = { ...(name == null ? {} : { name }), uid: scanId(value.text), gid, from: 'tcpserver -u' };
    }
    if (letter === 'g' && value !== null) {
      const before = user ?? { uid: null, gid: null, from: 'tcpserver -g' };
      user = { ...before, gid: scanId(value.text) };
    }
  }
  return user;
}

const FOREIGN_RULES = 'rules in a format of its own are not looked at';

function other(setting: Setting, port: string | null, looks: Partial<Accept> = {}): Setting {
  return { ...setting, accept: { ...PLAIN_ACCEPT, kind: 'other', port, rulesUser: setting.user, ...looks } };
}

const s6Tcpserver: Wrapper = (_run, args, setting) => {
  const options = getopt(args, S6_TCPSERVER.flags, S6_TCPSERVER.valued);
  const uid = lastValue(options, 'u');
  const gid = lastValue(options, 'g');
  let { user } = setting;
  if (has(options, 'U')) user = { uid: null, gid: null, ...setting.ids, from: 's6-tcpserver -U' };
  if (uid !== undefined || gid !== undefined) {
    user = {
      ...(uid?.account === undefined ? {} : { name: uid.account }),
      uid: scanId(uid?.text ?? null),
      gid: scanId(gid?.text ?? null),
      from: 's6-tcpserver -u',
    };
  }
  const { host, port, words } = operands(options);
  return { words, setting: other({ ...setting, user }, port, { address: host }) };
};

const s6Access: Wrapper = (run, args, setting, at) => {
  const options = getopt(args, 'WwDdHhRrPpE', 'vlBtix');
  if (lastValue(options, 'ix') !== undefined) noteLine(run.reader, at, `s6-tcpserver-access: ${FOREIGN_RULES}`);
  const looks = {
    lookupHost: !turnedOff(options, 'H', 'h'),
    lookupInfo: !turnedOff(options, 'R', 'r'),
    paranoid: turnedOff(options, 'p', 'P'),
  };
  const { address = null, port = null } = setting.accept ?? {};
  return { words: options.rest, setting: other(setting, port, { ...looks, address }) };
};

const tcpsvd: Wrapper = (run, args, setting, at) => {
  const options = getopt(args, TCPSVD.flags, TCPSVD.valued);
  if (lastValue(options, 'ix') !== undefined) noteLine(run.reader, at, `tcpsvd: ${FOREIGN_RULES}`);
  const named = lastValue(options, 'u');
  const user = named === undefined ? setting.user : fieldUser(run, named, 'tcpsvd -u');
  const { host: address, port, words } = operands(options);
  const paranoid = has(options, 'p');
  const looks = { address, paranoid, lookupHost: paranoid || has(options, 'h') };
  return { words, setting: other({ ...setting, user }, port, looks) };
};

/** tcp-env, which inetd and the like run before qmail-smtpd (tcp-env(1)). */
const tcpEnv: Wrapper = (_run, args, setting: Setting, _at: At) => {
  const options = getopt(args, 'rR', 't');
  const before = setting.accept ?? { ...PLAIN_ACCEPT, kind: 'other' as const, port: null };
  const accept = { ...before, lookupHost: true, lookupInfo: !turnedOff(options, 'R', 'r') };
  return { words: options.rest, setting: { ...setting, accept } };
};

/** By the base name of the program. */
export const ACCEPTORS: ReadonlyMap<string, Wrapper> = new Map([
  ['tcpserver', tcpserver(TCPSERVER)],
  ['sslserver', tcpserver(SSLSERVER)],
  ['s6-tcpserver', s6Tcpserver],
  ['s6-tcpserver4', s6Tcpserver],
  ['s6-tcpserver6', s6Tcpserver],
  ['s6-tcpserver-access', s6Access],
  ['tcpsvd', tcpsvd],
  ['sslsvd', tcpsvd],
  ['tcp-env', tcpEnv],
]);
