/** Whether strangers reach an SMTP service: where it listens, and whom it lets in. */
import { ROOT, walk } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import type { SmtpService } from '../services/types.ts';
import type { Target } from './check.ts';
import { isPrivate } from './dns-names.ts';
import { isMiniQmail } from './qmqp.ts';
import { STRANGERS } from './tcprules-address.ts';
import { inForce } from './tcprules-records.ts';

/** Whether anybody on the Internet can talk to it, as far as files tell: where they do not, it is taken to be so. Throws CouldNotCheck. */
export function isExposed(target: Target, service: SmtpService): boolean {
  return isReachable(target, service) && !deniesStrangers(target, service);
}

/** Whether more than this machine can connect, and mail is taken before a password. Looks at no rules of tcpserver. Throws CouldNotCheck. */
export function isReachable(target: Target, service: SmtpService): boolean {
  if (asksForPassword(service)) return false;
  const text = textOf(target, service.file);
  const lines = text.split('\n').slice(service.line - 1);
  switch (service.kind) {
    case 'inetd':
      return (
        !/^\[?(127\.|localhost|::1)/.test(lines[0] ?? '') && !(throughTcpd(lines[0] ?? '') && tcpdDeniesAll(target))
      );
    case 'xinetd':
      return !stanzaIsClosed(lines) && !tcpdDeniesAll(target);
    case 'systemd':
      return !/^\s*ListenStream\s*=\s*\[?(127\.|localhost|::1)/m.test(textOf(target, socketOf(service.file)));
    default:
      return !listensInside(command(lines), text);
  }
}

/** Whether no SMTP server is started here, as far as it is known what is, or none that others can talk to. Throws CouldNotCheck. */
export function takesNothingFromOutside(target: Target): boolean {
  const { send, smtp, unchecked } = target.services;
  if (smtp.length === 0 && isMiniQmail(target)) return true;
  if (unchecked.length > 0) return false;
  if (smtp.length === 0) return send.length > 0;
  return !smtp.some((service) => isReachable(target, service));
}

/** The one private address at which it listens, or null. With a public address of the host, NAT may lead there. */
export function privateAddress(target: Target, service: SmtpService): string | null {
  if (target.host.publicAddresses.length > 0) return null;
  const text = textOf(target, service.kind === 'systemd' ? socketOf(service.file) : service.file);
  const bound = boundTo(service, text);
  return bound !== null && isPrivate(bound) ? bound : null;
}

/** Whether an interface of the host has an address of the Internet: then a private one is not the one that the world reaches. */
export function hasPublicAddress({ host }: Target): boolean {
  return host.addresses?.some((address) => !isPrivate(address)) ?? false;
}

function boundTo({ kind, line }: SmtpService, text: string): string | null {
  const lines = text.split('\n').slice(line - 1);
  switch (kind) {
    case 'inetd':
      return /^([\d.]+):/.exec(lines[0] ?? '')?.[1] ?? null;
    case 'xinetd':
      return /^\s*(?:bind|interface)\s*=\s*([\d.]+)\s*$/m.exec(stanza(lines).join('\n'))?.[1] ?? null;
    case 'systemd': {
      const all = [...text.matchAll(/^\s*ListenStream\s*=\s*(.*?)\s*$/gm)].map(([, value = '']) => value);
      const [only] = all;
      return all.length === 1 ? (/^([\d.]+):/.exec(only ?? '')?.[1] ?? null) : null;
    }
    default:
      return addressIn(command(lines), text, (value) => /^\d+(\.\d+){3}$/.test(value));
  }
}

/** Patches for authentication that refuse every client without it. */
function asksForPassword({ env }: SmtpService): boolean {
  return env.some(
    ({ name, value }) =>
      (name === 'SMTPAUTH' && value?.includes('!') === true) ||
      (name === 'REQUIRE_AUTH' && value !== '' && value !== '0'),
  );
}

function deniesStrangers(target: Target, service: SmtpService): boolean {
  const file = target.rulesFiles.find(({ usedBy }) => usedBy.includes(service));
  if (file === undefined) return false;
  for (const each of inForce(target, file)) {
    if ('skip' in each) continue;
    return STRANGERS.every(
      (ip) =>
        each.answer({ ip, host: null, info: null }).deny && each.answer({ ip, host: 'x.invalid', info: null }).deny,
    );
  }
  return false;
}

/** A command of a script goes on after a backslash. */
function command(lines: readonly string[]): string[] {
  const end = lines.findIndex((line) => !line.endsWith('\\'));
  const taken = end === -1 ? lines : lines.slice(0, end + 1);
  return taken
    .map((line) => line.replace(/\\$/, ''))
    .join(' ')
    .split(/\s+/)
    .map((word) => word.replace(/["'{}]/g, ''));
}

const LOOPBACK = /^(127(\.\d+){1,3}|localhost|::1)$/;

/** Whether the address before the port is one of this machine alone; `-l localhost` is its name, not that address. */
function listensInside(words: readonly string[], script: string): boolean {
  return addressIn(words, script, (value) => LOOPBACK.test(value)) !== null;
}

/** The word before the port that is wanted for an address. */
function addressIn(words: readonly string[], script: string, wanted: (value: string) => boolean): string | null {
  for (const [index, word] of words.entries()) {
    if (/^-\w*l$/.test(words[index - 1] ?? '')) continue;
    const value = word.startsWith('$') ? assigned(script, word.slice(1)) : word;
    if (wanted(value) && /^(\d+|[a-z]+|\$\w+)$/.test(words[index + 1] ?? '')) return value;
  }
  return null;
}

function assigned(script: string, name: string): string {
  if (!/^\w+$/.test(name)) return '';
  const line = script.split('\n').findLast((each) =>
    each
      .trim()
      .replace(/^export\s+/, '')
      .startsWith(`${name}=`),
  );
  return (line?.slice(line.indexOf('=') + 1) ?? '').trim().replace(/["']/g, '');
}

/** From `service` on to the closing brace. */
function stanza(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => line.trim().startsWith('}'));
  return lines.slice(0, end === -1 ? lines.length : end);
}

function stanzaIsClosed(lines: readonly string[]): boolean {
  return stanza(lines).some((line) => {
    const [, name, values = ''] = /^\s*(bind|interface|only_from)\s*\+?=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) return false;
    const all = values.split(/\s+/).some((value) => /^(0\.0\.0\.0(\/0)?|::(\/0)?)$/.test(value));
    return name === 'only_from' ? !all : /^(127\.|localhost|::1)/.test(values);
  });
}

/** `NAME@.service` is started by `NAME.socket`. */
function socketOf(unit: string): string {
  return unit.replace(/@?\.service$/, '.socket');
}

function throughTcpd(line: string): boolean {
  return /\/tcpd\s/.test(line);
}

/** Whether /etc/hosts.deny keeps out all that /etc/hosts.allow does not let in. Throws CouldNotCheck. */
function tcpdDeniesAll({ host }: Target): boolean {
  const found = walk(host, ROOT, '/etc/hosts.deny');
  return found.ok && found.stat.type === 'file' && /^\s*ALL\s*:\s*ALL\b/m.test(host.read(found.path));
}

/** Empty where there is no such file, or it cannot be read: what starts services was read already, and said to be unread. */
export function textOf({ host }: Target, path: string): string {
  try {
    const found = walk(host, ROOT, path);
    return found.ok && found.stat.type === 'file' ? host.read(found.path) : '';
  } catch (error) {
    if (error instanceof CouldNotCheck) return '';
    throw error;
  }
}
