/** Control files by what they mean: lists without order, keys in any case, defaults for what is not there. */
import { backupOf } from '../../checks/backup-name.ts';
import { textOf } from '../../host/bytes.ts';
import { CouldNotCheck } from '../../host/host.ts';
import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import { lowerCase, readInt, readLine, readList, splitEntries } from '../../qmail/control.ts';
import { CONTROLS, type Control, controlOf } from '../../qmail/controls.ts';
import { seenText } from '../../qmail/message.ts';
import type { Unseen } from '../address-list.ts';
import { attempt, type Difference, type Pair, type Side } from './difference.ts';
import { sameText } from './same-text.ts';

export function* compareControls(pair: Pair): Generator<Difference | Unseen> {
  for (const control of CONTROLS) yield* attempt(() => one(pair, control));
  yield* attempt(() => unknownNames(pair));
}

function* one(pair: Pair, control: Control): Generator<Difference> {
  const [was, is] = [isUsable(pair.old, control), isUsable(pair.new, control)];
  if (was !== is)
    yield {
      ...place(pair, control.name),
      kind: 'control-unusable',
      severity: is ? 'info' : 'error',
      old: lying(pair.old, control),
      new: lying(pair.new, control),
    };
  if (!was || !is) return;
  const [before, after] = [textIn(pair.old, control.name), textIn(pair.new, control.name)];
  if (before === after) return;
  switch (control.class) {
    case 'line':
    case 'int':
      return yield* value(pair, control, before, after);
    case 'cdb':
      return yield* entries(pair, control, keysOf(before), keysOf(after));
    case 'source':
      // What counts is the cdb that was made of it.
      if ([pair.old, pair.new].every((side) => textIn(side, `${control.name}.cdb`) !== null)) return;
      return yield* entries(pair, control, listOf(before), listOf(after));
    case 'map':
      return yield* entries(pair, control, mapOf(before), mapOf(after));
    default:
      if (control.name === 'rcpthosts' && before !== null && after === null)
        return yield {
          ...place(pair, control.name),
          kind: 'control-absent',
          severity: 'error',
          old: before === '' ? '' : firstOf(before),
          new: null,
        };
      return yield* entries(pair, control, listOrMe(pair.old, control, before), listOrMe(pair.new, control, after));
  }
}

/** Whether qmail can read it, or do without it. */
function isUsable({ target }: Side, { name, class: kind }: Control): boolean {
  const file = target.control(name);
  if (file.state !== 'present') return file.state === 'absent';
  return kind !== 'cdb' || recordsIn(file.text) !== null;
}

/** What there is, in a word. */
function lying({ target }: Side, { name }: Control): string | null {
  const file = target.control(name);
  if (file.state === 'absent') return null;
  return file.state === 'unreadable' ? file.errno : `${file.stat.type}, ${file.text.length} bytes`;
}

/** Null for a broken cdb. */
function recordsIn(bytes: string): ReturnType<typeof cdbEntries> | null {
  try {
    return cdbEntries(Buffer.from(bytes, 'latin1'));
  } catch (error) {
    if (error instanceof CdbError) return null;
    throw error;
  }
}

/** Null where it is absent. Throws CouldNotCheck for one that cannot be read. */
function textIn({ target }: Side, name: string): string | null {
  const file = target.control(name);
  if (file.state === 'unreadable')
    throw new CouldNotCheck(`${target.installation.home}/control/${name}`, 'it is missing or cannot be read');
  return file.state === 'present' ? file.text : null;
}

function* value(pair: Pair, control: Control, before: string | null, after: string | null): Generator<Difference> {
  const old = inForce(pair.old, control, before);
  const now = inForce(pair.new, control, after);
  // What follows from another name of the host is said of control/me.
  const byMe = control.default.me === true && before === null && after === null;
  if (old === now || byMe || (old !== null && now !== null && sameText(old, now))) return;
  yield {
    ...place(pair, control.name),
    kind: 'control-value',
    severity: 'warning',
    old: shownOr(old),
    new: shownOr(now),
  };
}

function inForce(side: Side, control: Control, text: string | null): string | null {
  const { me, literal, number } = control.default;
  if (control.class === 'int') {
    const read = text === null ? null : readInt(text);
    return String(read ?? number ?? 0);
  }
  if (text !== null) return readLine(text);
  const name = me === true ? textIn(side, 'me') : null;
  return name === null ? (literal ?? null) : readLine(name);
}

/** Keys in lower case, with what they lead to. */
type Entries = ReadonlyMap<string, string>;

function listOrMe(side: Side, { name, default: fallback }: Control, text: string | null): Entries {
  if (text === null && fallback.me === true) {
    const me = textIn(side, 'me');
    return new Map(me === null ? [] : [[lowerCase(readLine(me)), '']]);
  }
  // The order decides which server is asked first.
  if (name === 'qmqpservers')
    return new Map(readList(text ?? '').map((entry, index) => [`${index + 1}. ${entry.text}`, '']));
  return listOf(text);
}

function listOf(text: string | null): Entries {
  return new Map(readList(text ?? '').map((entry) => [lowerCase(entry.text), '']));
}

function mapOf(text: string | null): Entries {
  return new Map(splitEntries(readList(text ?? '')).map(({ key, value: to }) => [lowerCase(key), to]));
}

function keysOf(bytes: string | null): Entries {
  const records = bytes === null ? [] : (recordsIn(bytes) ?? []);
  return new Map(records.map(({ key }) => [lowerCase(key), '']));
}

/** Mail for what they name is refused or goes astray without them. */
const NEEDED = new Set(['locals', 'rcpthosts', 'virtualdomains', 'morercpthosts', 'morercpthosts.cdb', 'smtproutes']);
const ACCEPTING = new Set(['rcpthosts', 'morercpthosts', 'morercpthosts.cdb']);

function* entries(pair: Pair, { name }: Control, before: Entries, after: Entries): Generator<Difference> {
  const gone = [...before].filter(([key, to]) => !holds(after, key, to));
  const added = [...after].filter(([key, to]) => !holds(before, key, to));
  if (gone.length + added.length === 0) return;
  const text = seenText('SMTPD-8', {});
  yield {
    ...place(pair, name),
    kind: 'control-list',
    severity: gone.length > 0 && NEEDED.has(name) ? 'error' : 'warning',
    old: gone.length === 0 ? null : listed(name, gone),
    new: added.length === 0 ? null : listed(name, added),
    ...(gone.length > 0 && ACCEPTING.has(name) && text !== null
      ? { log: { where: 'smtp', status: null, text } as const }
      : {}),
  };
}

function holds(entries: Entries, key: string, to: string): boolean {
  const found = entries.get(key);
  return found !== undefined && sameText(found, to);
}

const SHOWN = 20;

/** The first of them. What follows the relay in smtproutes may be a password. */
function listed(name: string, some: readonly (readonly [string, string])[]): string {
  const texts = some.slice(0, SHOWN).map(([key, to]) => {
    if (name !== 'virtualdomains' && name !== 'smtproutes') return key;
    const open = name === 'smtproutes' ? to.replace(/[ \t].*$/s, ' ...') : to;
    return `${key}:${open}`;
  });
  const more = some.length - texts.length;
  return `${texts.map(textOf).join(', ')}${more > 0 ? `, ... (+${more})` : ''}`;
}

function firstOf(text: string): string {
  return listed('rcpthosts', [...listOf(text)]);
}

/** Files that plain qmail does not read, and a patched one may. */
function* unknownNames(pair: Pair): Generator<Difference> {
  const names = new Set([...pair.old.target.controlNames(), ...pair.new.target.controlNames()]);
  for (const name of [...names].sort()) {
    if (controlOf(name) !== null || backupOf(name) !== null || name.startsWith('.')) continue;
    const [before, after] = [regularText(pair.old, name), regularText(pair.new, name)];
    if (before === after || (before !== null && after !== null && sameText(before, after))) continue;
    yield {
      ...place(pair, name),
      kind: 'control-other',
      severity: after === null ? 'warning' : 'info',
      old: sizeText(before),
      new: sizeText(after),
    };
  }
}

/** Null where there is nothing to read. */
function regularText({ target }: Side, name: string): string | null {
  const file = target.control(name);
  return file.state === 'present' && file.stat.type === 'file' ? file.text : null;
}

/** The bytes themselves may be a secret. */
function sizeText(text: string | null): string | null {
  return text === null ? null : `${text.length} bytes`;
}

function place({ new: { target } }: Pair, name: string): Pick<Difference, 'subject' | 'data'> {
  return {
    subject: `${textOf(target.installation.home)}/control/${textOf(name)}`,
    data: { file: `control/${textOf(name)}` },
  };
}

function shownOr(text: string | null): string | null {
  return text === null ? null : textOf(text);
}
