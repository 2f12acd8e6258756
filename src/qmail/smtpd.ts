/** What qmail-smtpd would answer, up to RCPT TO (qmail-smtpd.c:96). */
import { type Credentials, ROOT } from '../host/access.ts';
import { type Constmap, type ControlFile, listMap, openControl, readLine, readList } from './control.ts';
import type { Installation } from './installation.ts';
import { bracketedIp } from './ip.ts';
import { seenText } from './message.ts';
import { accepts, type Rcpthosts, readRcpthosts } from './rcpthosts.ts';
import { isOwn } from './remote.ts';
import type { Step } from './trace.ts';

/** What of its control files decides before DATA. */
export interface SmtpControls {
  readonly greeting: string;
  /** What stands for `[own.ip]` in addresses; null: nothing. */
  readonly localiphost: string | null;
  readonly badmailfrom: Constmap;
  readonly rcpthosts: Rcpthosts;
}

const INTEGERS = ['timeoutsmtpd', 'databytes'];

/** The controls as `who` reads them at every connection, or null: `421 unable to read controls`. Throws CouldNotCheck. */
export function readSmtpControls(installation: Installation, who: Credentials): SmtpControls | null {
  const open = (name: string) => openControl(installation.host, who, installation.home, `control/${name}`);
  const [me, greeting, localiphost, badmailfrom] = ['me', 'smtpgreeting', 'localiphost', 'badmailfrom'].map(open) as [
    ControlFile,
    ControlFile,
    ControlFile,
    ControlFile,
  ];
  const rcpthosts = readRcpthosts(installation, who);
  const read = [me, greeting, localiphost, badmailfrom, ...INTEGERS.map(open)];
  if (
    read.some((file) => file.state === 'unreadable') ||
    rcpthosts.state === 'unreadable' ||
    rcpthosts.cdb === 'unreadable'
  )
    return null;
  const name = firstLine(greeting) ?? firstLine(me);
  if (name === null) return null;
  return {
    greeting: name,
    localiphost: firstLine(localiphost) ?? firstLine(me),
    badmailfrom: listMap(badmailfrom.state === 'present' ? readList(badmailfrom.text) : []),
    rcpthosts,
  };
}

/** Why `readSmtpControls` gives null: a file that `who` may not read, or no name of its own. Throws CouldNotCheck. */
export function smtpControlsStep(installation: Installation, { who, name }: Installation['smtpUser']): Step {
  const open = (file: string) => openControl(installation.host, who ?? ROOT, installation.home, `control/${file}`);
  const names = ['me', 'smtpgreeting', 'localiphost', 'badmailfrom', ...INTEGERS, 'rcpthosts'];
  const closed = names.find((file) => open(file).state === 'unreadable');
  if (closed !== undefined) return step('control-closed', { user: name }, `control/${closed}`);
  const { cdb } = readRcpthosts(installation, who ?? ROOT);
  return cdb === 'unreadable'
    ? step('control-closed', { user: name }, 'control/morercpthosts.cdb')
    : step('no-own-name', { user: name }, 'control/me');
}

function firstLine(file: ControlFile): string | null {
  return file.state === 'present' ? readLine(file.text) : null;
}

export interface SmtpTalk {
  /** The server's lines after the connection, HELO, MAIL and RCPT, as far as it went. */
  readonly replies: readonly string[];
  /** The recipient as it is queued; null where it was refused. */
  readonly recipient: string | null;
  readonly steps: readonly Step[];
}

const ADDRESS_LIMIT = 900;

/**
 * HELO, `MAIL FROM:<sender>`, `RCPT TO:<recipient>` from a client. `relayclient`: its value in the environment, null where
 * it is not set. `own`: addresses of this host.
 */
export function smtpTalk(
  controls: SmtpControls | null,
  own: readonly string[] | null,
  mail: { sender: string; recipient: string; relayclient: string | null },
): SmtpTalk {
  const steps: Step[] = [];
  if (controls === null) return { replies: [reply('SMTPD-2')], recipient: null, steps };
  const { greeting } = controls;
  const hello = [`220 ${greeting} ESMTP`, `250 ${greeting}`];
  const sender = parseAddress(controls, own, mail.sender);
  if (sender === null) return { replies: [...hello, reply('SMTPD-10')], recipient: null, steps };
  const answered = (last: string, recipient: string | null = null): SmtpTalk => ({
    replies: [...hello, reply('SMTPD-13'), last],
    recipient,
    steps,
  });
  const recipient = parseAddress(controls, own, mail.recipient);
  if (recipient === null) return answered(reply('SMTPD-10'));
  const barred = barredBy(controls.badmailfrom, sender);
  if (barred !== null) {
    steps.push(step('badmailfrom', { sender, entry: barred.key }, 'control/badmailfrom', barred.line));
    return answered(reply('SMTPD-7'));
  }
  if (mail.relayclient !== null) {
    steps.push(step(mail.relayclient === '' ? 'relayclient' : 'relayclient-value', { value: mail.relayclient }));
    return answered(reply('SMTPD-13'), untilNul(recipient + mail.relayclient));
  }
  const asked = untilNul(recipient);
  const acceptance = accepts(controls.rcpthosts, asked);
  if (acceptance === 'trouble') return answered(reply('SMTPD-2'));
  steps.push(acceptedStep(controls, asked, acceptance));
  return acceptance.accepted ? answered(reply('SMTPD-13'), asked) : answered(reply('SMTPD-8'));
}

/** What of an address goes on: localiphost may bring a NUL, and what comes after it, RELAYCLIENT too, is lost. */
function untilNul(address: string): string {
  return address.split('\0', 1)[0] ?? '';
}

function acceptedStep(
  controls: SmtpControls,
  recipient: string,
  acceptance: Exclude<ReturnType<typeof accepts>, 'trouble'>,
): Step {
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1);
  if (acceptance.by !== null) return step('rcpthosts', { domain }, acceptance.by.file, acceptance.by.line);
  if (!acceptance.accepted) return step('not-in-rcpthosts', { domain }, 'control/rcpthosts');
  return controls.rcpthosts.state === 'absent' ? step('no-rcpthosts', {}, 'control/rcpthosts') : step('no-domain', {});
}

function reply(id: string): string {
  return seenText(id, {}) ?? '';
}

/** The whole sender, or `@` and its domain (qmail-smtpd.c:196). */
function barredBy(badmailfrom: Constmap, sender: string): { key: string; line: number } | null {
  const at = sender.lastIndexOf('@');
  return badmailfrom.find(sender) ?? (at < 0 ? null : badmailfrom.find(sender.slice(at)));
}

/**
 * An address in angle brackets as it is kept (qmail-smtpd.c:136); null where it is too long. The closing one is part of it where a backslash
 * stands before it or a quote is open.
 */
function parseAddress(controls: SmtpControls, own: readonly string[] | null, address: string): string | null {
  const bare = unquote(withoutRoute(`${address}>`));
  const at = bare.lastIndexOf('@');
  const literal = at < 0 ? null : bracketedIp(bare.slice(at + 1));
  const mine = literal !== null && controls.localiphost !== null && isOwn(own, literal);
  const kept = mine ? `${bare.slice(0, at + 1)}${controls.localiphost}` : bare;
  return kept.length + 1 > ADDRESS_LIMIT ? null : kept;
}

function withoutRoute(address: string): string {
  if (!address.startsWith('@')) return address;
  const colon = address.indexOf(':');
  return colon < 0 ? '' : address.slice(colon + 1);
}

/** Backslashes and double quotes go, and what stands after an unquoted `>`. */
function unquote(address: string): string {
  let kept = '';
  let quoted = false;
  for (let i = 0; i < address.length; i += 1) {
    const letter = address[i] as string;
    if (letter === '\\') {
      i += 1;
      kept += address[i] ?? '';
    } else if (letter === '"') quoted = !quoted;
    else if (letter === '>' && !quoted) break;
    else kept += letter;
  }
  return kept;
}

function step(decision: string, data: Record<string, string>, file?: string, line?: number): Step {
  return {
    program: 'qmail-smtpd',
    decision,
    data,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
}
