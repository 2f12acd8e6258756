import { type Entry, lowerCase, readList } from '../../qmail/control.ts';
import type { Check, Report, Target } from '../check.ts';
import { controlPath, controlTexts } from '../text.ts';

/** Lists whose repeated lines change nothing. A server that is named twice in qmqpservers is tried twice. */
const TRIED_IN_ORDER = 'qmqpservers';

/** Keys are compared without regard to case; the values of `key:value` lines are not. */
export const check: Check = function* (target) {
  const rcpthosts = new Map<string, number>();
  const more: Entry[] = [];
  for (const file of controlTexts(target, ['list', 'map', 'source'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    if (control.name === TRIED_IN_ORDER) continue;
    const seen = control.name === 'rcpthosts' ? rcpthosts : new Map<string, number>();
    for (const entry of readList(text)) {
      const same = control.class === 'map' ? withValue(entry.text) : lowerCase(entry.text);
      const first = seen.get(same);
      if (first === undefined) seen.set(same, entry.line);
      else yield report('default', `control/${control.name}`, path, entry, `control/${control.name}`, first);
      if (control.name === 'morercpthosts' && first === undefined) more.push(entry);
    }
  }
  yield* inBoth(target, rcpthosts, more);
};

function* inBoth(target: Target, rcpthosts: ReadonlyMap<string, number>, more: readonly Entry[]): Generator<Report> {
  const path = controlPath(target, 'morercpthosts');
  for (const entry of more) {
    const first = rcpthosts.get(lowerCase(entry.text));
    if (first !== undefined) yield report('both', 'control/morercpthosts', path, entry, 'control/rcpthosts', first);
  }
}

function withValue(text: string): string {
  const colon = text.indexOf(':');
  return colon < 0 ? text : lowerCase(text.slice(0, colon)) + text.slice(colon);
}

function report(message: string, file: string, path: string, entry: Entry, firstFile: string, first: number): Report {
  return {
    message,
    data: {
      file,
      path,
      line: String(entry.line),
      entry: entry.text,
      'first-file': firstFile,
      'first-line': String(first),
    },
    subject: { path, line: entry.line, domain: entry.text },
    fold: file,
  };
}
