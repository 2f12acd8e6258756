/** Where a recipient goes: qmail-send's rewriting and routing (qmail-send.c:117). */
import type { Credentials } from '../host/access.ts';
import {
  type Constmap,
  type ControlFile,
  constmap,
  type Entry,
  listMap,
  openControl,
  readLine,
  readList,
  splitEntries,
} from './control.ts';
import type { Installation } from './installation.ts';
import { ADDRESS_BYTES } from './rcpthosts.ts';
import type { Step } from './trace.ts';

export interface SendControls {
  /** control/me's value, or null where it is absent. */
  readonly me: string | null;
  readonly envnoathost: string;
  /** The file that has it; null for the word that is compiled in. */
  readonly envnoathostFile: string | null;
  readonly locals: Constmap;
  /** The file whose entries `locals` has: control/locals, or control/me in its place. */
  readonly localsFile: string;
  readonly percenthack: Constmap;
  readonly virtualdomains: Constmap;
}

/** A control file that stops qmail-send, or `locals` where there is neither it nor `me`. */
export interface SendRefusal {
  readonly refused: string;
}

/** The control files of qmail-send, in the order in which it reads them. */
const SEND_CONTROLS = [
  'me',
  'queuelifetime',
  'concurrencylocal',
  'concurrencyremote',
  'envnoathost',
  'bouncefrom',
  'bouncehost',
  'doublebouncehost',
  'doublebounceto',
  'locals',
  'percenthack',
  'virtualdomains',
] as const;

/**
 * The controls that decide the way of a recipient, as qmail-send reads them at its start (qmail-send.c:1443).
 * Returns a SendRefusal where it would say `alert: cannot start: unable to read controls`. Throws CouldNotCheck.
 */
export function readSendControls(installation: Installation, who: Credentials): SendControls | SendRefusal {
  const open = (name: string) => openControl(installation.host, who, installation.home, `control/${name}`);
  const closed = SEND_CONTROLS.find((name) => open(name).state === 'unreadable');
  if (closed !== undefined) return { refused: `control/${closed}` };
  const files = {
    me: open('me'),
    envnoathost: open('envnoathost'),
    locals: open('locals'),
    percenthack: open('percenthack'),
    virtualdomains: open('virtualdomains'),
  };
  const me = firstLine(files.me);
  if (files.locals.state === 'absent' && me === null) return { refused: 'control/locals' };
  return {
    me,
    envnoathost: firstLine(files.envnoathost) ?? me ?? 'envnoathost',
    envnoathostFile: files.envnoathost.state === 'present' ? 'control/envnoathost' : me === null ? null : 'control/me',
    locals: listMap(files.locals.state === 'present' ? readList(files.locals.text) : asEntries(me ?? '')),
    localsFile: files.locals.state === 'present' ? 'control/locals' : 'control/me',
    percenthack: listMap(entriesOf(files.percenthack)),
    virtualdomains: constmap(splitEntries(entriesOf(files.virtualdomains))),
  };
}

/** The value of control/me in place of a list: a NUL splits it as it splits a line (control.c:104). */
function asEntries(value: string): Entry[] {
  return value.split('\0').map((text) => ({ text, line: 1 }));
}

function firstLine(file: ControlFile): string | null {
  return file.state === 'present' ? readLine(file.text) : null;
}

function entriesOf(file: ControlFile) {
  return file.state === 'present' ? readList(file.text) : [];
}

export interface Routed {
  readonly channel: 'local' | 'remote';
  /** As `starting delivery` logs it. */
  readonly to: string;
  /** The virtualdomains entry that decided, if one did. */
  readonly virtual: { readonly key: string; readonly value: string; readonly line: number } | null;
  readonly steps: readonly Step[];
}

export function route(controls: SendControls, recipient: string): Routed {
  const steps: Step[] = [];
  let address = withHost(controls, recipient, steps);
  address = undoPercentHack(controls, address, steps);
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const local = controls.locals.find(domain);
  if (local !== null) {
    steps.push(step('in-locals', { domain }, controls.localsFile, local.line));
    return { channel: 'local', to: untilNul(address), virtual: null, steps };
  }
  for (const key of virtualKeys(address, at)) {
    const entry = controls.virtualdomains.find(key);
    if (entry === null) continue;
    if (entry.value === '') {
      steps.push(step('virtual-exception', { key }, 'control/virtualdomains', entry.line));
      return { channel: 'remote', to: untilNul(address), virtual: entry, steps };
    }
    const to = untilNul(`${untilNul(entry.value)}-${address}`);
    steps.push(step('virtual', { key, to }, 'control/virtualdomains', entry.line));
    return { channel: 'local', to, virtual: entry, steps };
  }
  steps.push(step('not-ours', { domain: domain === '' ? '""' : domain }));
  return { channel: 'remote', to: untilNul(address), virtual: null, steps };
}

function withHost(controls: SendControls, recipient: string, steps: Step[]): string {
  if (recipient.includes('@')) return recipient;
  steps.push(step('no-host', { host: controls.envnoathost }, controls.envnoathostFile ?? undefined));
  return `${recipient}@${controls.envnoathost}`;
}

function undoPercentHack(controls: SendControls, recipient: string, steps: Step[]): string {
  let address = recipient;
  for (;;) {
    const at = address.lastIndexOf('@');
    const entry = controls.percenthack.find(address.slice(at + 1));
    if (entry === null) return address;
    const percent = address.slice(0, at).lastIndexOf('%');
    if (percent < 0) return address;
    address = `${address.slice(0, percent)}@${address.slice(percent + 1, at)}`;
    steps.push(step('percenthack', { to: address }, 'control/percenthack', entry.line));
  }
}

/** The whole address, its domain, each suffix of the domain from a dot, and the empty key. No address that is queued is longer. */
function virtualKeys(address: string, at: number): string[] {
  const keys = [address, address.slice(at + 1)];
  if (address.length > ADDRESS_BYTES) return [...keys, ''];
  for (let i = at + 2; i < address.length; i += 1) if (address[i] === '.') keys.push(address.slice(i));
  keys.push('');
  return keys;
}

/** Where a recipient in the queue ends: only envnoathost and virtualdomains can bring a NUL. */
function untilNul(text: string): string {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

function step(decision: string, data: Record<string, string>, file?: string, line?: number): Step {
  return {
    program: 'qmail-send',
    decision,
    data,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
}
