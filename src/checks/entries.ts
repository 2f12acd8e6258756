/** Entries of list files that cannot do what they were written for, and what that does to mail. */
import { CouldNotCheck } from '../host/host.ts';
import { constmap, lowerCase, readList, splitEntries } from '../qmail/control.ts';
import type { Control, ControlClass } from '../qmail/controls.ts';
import type { Prevented, Skipped, Target, Yield } from './check.ts';
import { newmrh } from './morercpthosts.ts';
import { type RemoteFate, remoteFate } from './remote-fate.ts';
import { type ControlText, controlText, controlTexts } from './text.ts';

/** One line of a list file as qmail holds it. */
export interface ListEntry {
  readonly control: Control;
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** The whole entry, or what stands before the first colon of a `key:value` line. */
  readonly key: string;
  /** What follows that colon; null in a plain list. */
  readonly value: string | null;
}

/** As controlTexts, without what is no regular file. */
export function* regularTexts(target: Target, classes: readonly ControlClass[]): Generator<ControlText | Skipped> {
  for (const each of controlTexts(target, classes)) {
    if ('skip' in each) {
      yield each;
      continue;
    }
    const file = target.control(each.control.name);
    if (file.state === 'present' && file.stat.type === 'file') yield each;
  }
}

/** The entries of every list file. Lines of a `key:value` file without a colon define nothing and are left out (constmap.c:77). */
export function* listEntries(target: Target): Generator<ListEntry | Skipped> {
  for (const file of regularTexts(target, ['list', 'map', 'source'])) {
    if ('skip' in file) yield file;
    else yield* entriesOf(file);
  }
}

function* entriesOf({ control, path, text: content }: ControlText): Generator<ListEntry> {
  for (const { text, line } of readList(content)) {
    const colon = control.class === 'map' ? text.indexOf(':') : text.length;
    if (colon < 0) continue;
    const value = control.class === 'map' ? text.slice(colon + 1) : null;
    yield { control, path, line, text, key: text.slice(0, colon), value };
  }
}

export const BOM = '\xef\xbb\xbf';

/** What somebody meant by a key: without the bytes that keep it from matching. */
export function meantBy(key: string): string {
  const bare = key.startsWith(BOM) ? key.slice(BOM.length) : key;
  return bare.replace(/[ \t]#.*$/s, '').replace(/^[ \t]+|[ \t\r]+$/g, '');
}

/** A comment that qmail takes for an entry, since something stands before its `#`. Nobody misses what it matches. */
function isComment(text: string): boolean {
  return /^(\xef\xbb\xbf)?[ \t]*#/.test(text);
}

/** Which part of an entry is spoilt. `inert`: none that anybody needs. */
export type Spoilt = 'key' | 'value' | 'inert' | null;

/**
 * Reports the entries that `spoilt` names. The messages are called after the file whose key matches nothing, `prefix` and `relay`
 * where a value of virtualdomains or smtproutes is spoilt, and `inert`.
 */
export async function* spoiltEntries(target: Target, spoilt: (entry: ListEntry) => Spoilt): AsyncGenerator<Yield> {
  const fate = remoteFate(target);
  const isCovered = coveredEntries(target);
  for (const entry of listEntries(target)) {
    if ('skip' in entry) {
      yield entry;
      continue;
    }
    const part = spoilt(entry);
    if (part === null || (part !== 'inert' && (isComment(entry.text) || isCovered(entry)))) continue;
    const { control, path, line } = entry;
    yield {
      message: part === 'key' ? control.name : part === 'value' ? valueMessage(control.name) : part,
      data: {
        file: `control/${control.name}`,
        line: String(line),
        entry: meantBy(entry.key) || ':',
        path,
        newmrh: newmrh(target),
      },
      subject: { path, line },
      prevents:
        part === 'key'
          ? await unmatched(control.name, meantBy(entry.key), fate)
          : part === 'value'
            ? spoiltValue(target, entry)
            : [],
      fold: control.name,
    };
  }
}

/** Tells of spoilt entries whether what was meant is in force all the same, by another line of the file. */
function coveredEntries(target: Target): (entry: ListEntry) => boolean {
  const files = new Map<string, ReturnType<typeof inForceIn>>();
  return ({ control, path, text }) => {
    const known = files.get(path) ?? inForceIn(target, control);
    files.set(path, known);
    return known(meantBy(text));
  };
}

/** Tells of the entries of a file, as they are written, whether they count: of several with one key the last does (constmap.c:84). */
export function inForceIn(target: Target, { name, class: kind }: Control): (text: string) => boolean {
  const text = controlText(target, name);
  const entries = text === null ? [] : readList(text);
  if (kind !== 'map') {
    const all = new Set(entries.map((entry) => lowerCase(entry.text)));
    return (wanted) => all.has(lowerCase(wanted));
  }
  const map = constmap(splitEntries(entries));
  return (wanted) => splitEntries([{ text: wanted, line: 0 }]).some(({ key, value }) => map.find(key)?.value === value);
}

function valueMessage(name: string): string {
  return name === 'smtproutes' ? 'relay' : 'prefix';
}

/** What follows when `key` matches nothing although it stands in the file `name`. */
export async function unmatched(name: string, key: string, fate: RemoteFate): Promise<readonly Prevented[]> {
  switch (name) {
    case 'rcpthosts':
    case 'morercpthosts':
      return [{ id: 'SMTPD-8' }];
    case 'badmailfrom':
      return [{ id: 'SMTPD-Q5' }];
    case 'smtproutes':
      return [{ id: 'REMOTE-Q1' }];
    case 'qmqpservers':
      return [{ id: 'QMQPC-Q1' }];
    case 'locals':
    case 'virtualdomains': {
      const prevents = await fate(key.slice(key.lastIndexOf('@') + 1));
      return prevents.length > 0 ? prevents : [{ id: 'SEND-Q1' }];
    }
    default:
      return [{ id: 'SEND-Q1' }];
  }
}

/** What follows when the key matches and its value is not the one that was meant. */
function spoiltValue(target: Target, entry: ListEntry): readonly Prevented[] {
  const value = entry.value ?? '';
  if (entry.control.name === 'smtproutes') return [{ id: 'REMOTE-11', data: { host: namedHost(relayOf(value)) } }];
  try {
    const { outcome, steps } = target.trace(addressUnder(entry.key));
    const decides = steps.some(({ decision, line }) => decision === 'virtual' && line === entry.line);
    if (outcome === null || outcome.message === null || !decides) return [{ id: 'SEND-Q1' }];
    return outcome.status === 'success' ? [{ id: 'LOCAL-Q3' }] : [{ id: outcome.message, data: outcome.data }];
  } catch (error) {
    if (error instanceof CouldNotCheck) return [{ id: 'SEND-Q1' }];
    throw error;
  }
}

/** The relay of a smtproutes value, which ends at the first colon (qmail-remote.c:341). */
export function relayOf(value: string): string {
  return value.split(':', 1)[0] ?? '';
}

/** A host as qmail-remote names it in a report: odd bytes are shown as `?` (qmail-remote.c:55). */
export function namedHost(host: string): string {
  return host.replace(/[^\x21-\x7e]/g, '?');
}

/** An address that the key of a virtual domain covers. */
function addressUnder(key: string): string {
  if (key.lastIndexOf('@') > 0) return key;
  if (key === '') return 'someone@elsewhere.invalid';
  return key.startsWith('.') ? `someone@host${key}` : `someone@${key}`;
}
