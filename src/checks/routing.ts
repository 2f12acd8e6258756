/** How qmail-send sorts recipients, as checks ask for it. */
import { ROOT, walk } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import { constmap, type MapEntry, readList, splitEntries } from '../qmail/control.ts';
import { safeExt } from '../qmail/dot-qmail.ts';
import type { Assignment } from '../qmail/getpw.ts';
import type { Hop } from '../qmail/hop.ts';
import { routeOf } from '../qmail/remote.ts';
import type { SendControls } from '../qmail/send.ts';
import { NOBODY } from '../qmail/trace.ts';
import type { Skipped, Target } from './check.ts';
import { isHostName } from './names.ts';
import { controlPath } from './text.ts';

/** The controls that route, or that qmail-send does not start with them (which other rules report). Throws CouldNotCheck. */
export function routing(target: Target): SendControls | Skipped {
  const controls = target.send();
  if (!('refused' in controls)) return controls;
  const path = `${target.installation.home}/${controls.refused}`;
  return { skip: 'not-applicable', reason: `qmail-send does not start with ${controls.refused} as it is`, path };
}

/** A line of control/virtualdomains that counts: no later line has its key. */
export interface VirtualEntry extends MapEntry {
  /** As it stands in the file. */
  readonly text: string;
  /** What follows the `@` of a key that is an address; else the key. */
  readonly domain: string;
}

export function virtualEntries(controls: SendControls): VirtualEntry[] {
  return controls.virtualdomains.entries
    .filter((entry) => controls.virtualdomains.find(entry.key) === entry)
    .map((entry) => ({ ...entry, text: `${entry.key}:${entry.value}`, domain: domainOf(entry.key) }));
}

/** What a value of virtualdomains begins with, up to each dash, and the whole. */
export function prefixesOf(value: string): string[] {
  const parts = value.split('-');
  return parts.map((_, index) => parts.slice(0, index + 1).join('-'));
}

export function domainOf(key: string): string {
  return key.slice(key.lastIndexOf('@') + 1);
}

/** What every report about a line of virtualdomains says of its place. */
export function virtualPlace(target: Target, { key, line }: MapEntry) {
  const path = controlPath(target, 'virtualdomains');
  return {
    data: { path, line: String(line), key },
    subject: { path, line, ...(key === '' ? {} : { domain: domainOf(key) }) },
  };
}

/** An address that the entry decides about: itself, or nobody's in its domain. */
export function exampleAddress(key: string): string {
  if (key.includes('@')) return key;
  if (key === '') return `${NOBODY}@${NOBODY}.invalid`;
  return `${NOBODY}@${key.startsWith('.') ? NOBODY : ''}${key}`;
}

/** `dead`: no .qmail file answers. `catch-all`: only ~alias/.qmail-default does. `elsewhere`: anything else becomes of it. */
export type End = 'dead' | 'catch-all' | 'elsewhere';

export function endOf(hop: Hop): End {
  if (hop.outcome?.message === 'LOCAL-19') return 'dead';
  const caught = hop.assignment?.by === 'alias' && hop.result?.file?.name === '.qmail-default';
  return caught ? 'catch-all' : 'elsewhere';
}

/** Whether qmail-getpw saw an account that it did not take. */
export function passesOver(steps: Hop['steps']): boolean {
  return steps.some(({ decision }) => decision.startsWith('skipped-'));
}

/** The start of the names of the .qmail files that serve `prefix-*`: for NOBODY the model says whose, and with which extension. */
export function filePrefix({ dash, ext }: Assignment): string {
  return `.qmail${dash}${safeExt(ext.slice(0, -NOBODY.length))}`;
}

/** The .qmail files of a home; none where it does not exist. Throws CouldNotCheck. */
export function dotQmailNames(target: Target, home: string): string[] {
  const found = walk(target.host, ROOT, home);
  return found.ok && found.stat.type === 'dir'
    ? target.host.list(found.path).filter((name) => name.startsWith('.qmail'))
    : [];
}

/** Tells whether smtproutes hands mail for a host to another machine. Throws CouldNotCheck. */
export function relaying(target: Target): (host: string) => boolean {
  const file = target.control('smtproutes');
  const routes = constmap(file.state === 'present' ? splitEntries(readList(file.text)) : []);
  return (host) => routeOf(routes, host).relay !== null;
}

/** Local and virtual domains as lines for printf; an empty file, which refuses everybody, where they are not known. */
export function ownDomains(target: Target): string {
  try {
    const controls = target.send();
    if ('refused' in controls) return '';
    const virtual = controls.virtualdomains.entries.filter(({ value }) => value !== '');
    const names = [...controls.locals.entries, ...virtual].map(({ key }) => key.slice(key.lastIndexOf('@') + 1));
    const own = names.filter((name) => isHostName(name.replace(/^\./, '')));
    return [...new Set(own)].map((name) => `${name}\\n`).join('');
  } catch (error) {
    if (error instanceof CouldNotCheck) return '';
    throw error;
  }
}
