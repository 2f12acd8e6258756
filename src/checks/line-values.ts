/** What follows from a wrong value in a file of one line. */
import { readLine } from '../qmail/control.ts';
import { CONTROLS, isReadAtStart } from '../qmail/controls.ts';
import type { Prevented, Target, Yield } from './check.ts';
import { regularTexts } from './entries.ts';
import { type RemoteFate, remoteFate } from './remote-fate.ts';

/** Which message a value deserves, and how the value is shown where not as it stands; null for a sound one. */
export type ValueJudge = (name: string, value: string, text: string) => { message: string; shown?: string } | null;

/** Reports the files of one line whose value `judge` names, with what follows for their readers. */
export async function* wrongValues(target: Target, judge: ValueJudge): AsyncGenerator<Yield> {
  const fate = remoteFate(target);
  for (const file of regularTexts(target, ['line'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    const value = readLine(text);
    const found = judge(control.name, value, text);
    if (found === null) continue;
    yield {
      message: found.message,
      data: { file: `control/${control.name}`, value: found.shown ?? value, path },
      subject: { path, line: 1 },
      atStart: isReadAtStart(control),
      covers: [path],
      prevents: await wrongValue(target, control.name, value, fate),
    };
  }
}

/** The consequences of `value` in a file of one line, as its readers use it. control/me stands in for every file that is not there. */
export async function wrongValue(
  target: Target,
  name: string,
  value: string,
  fate: RemoteFate,
): Promise<readonly Prevented[]> {
  const present = target.controlNames();
  const own = (file: string) => ownConsequences(file, value, present.includes('rcpthosts'));
  if (name !== 'me') return own(name);
  const inherited = CONTROLS.filter((control) => control.default.me && !present.includes(control.name));
  const found = inherited.flatMap((control) => own(control.name));
  const locals = inherited.some((control) => control.name === 'locals') ? await fate(hostIn(value)) : [];
  return unique([...found, ...locals]);
}

/** `selective`: there is a rcpthosts, so that not every domain is accepted. */
function ownConsequences(name: string, value: string, selective: boolean): readonly Prevented[] {
  switch (name) {
    case 'smtpgreeting':
      return [{ id: 'SMTPD-1', data: { greeting: value } }];
    case 'helohost':
      return [{ id: 'REMOTE-Q3' }];
    case 'localiphost':
      return selective ? [{ id: 'SMTPD-8' }] : [];
    case 'envnoathost':
      return value === '' ? [{ id: 'SEND-Q12' }, NO_HOST] : [{ id: 'SEND-Q12' }];
    case 'doublebouncehost':
      return value === '' ? [{ id: 'SEND-Q11' }, NO_HOST] : [{ id: 'SEND-Q11' }];
    case 'locals':
      return [];
    case 'bouncefrom':
    case 'bouncehost':
    case 'doublebounceto':
      return [{ id: 'SEND-Q11' }];
    default:
      return [{ id: 'INJECT-Q1' }];
  }
}

/** Mail for `user@` (qmail-remote.c:366). */
const NO_HOST: Prevented = { id: 'REMOTE-11', data: { host: '' } };

/** The host name that a spoilt value was meant to be. */
function hostIn(value: string): string {
  return value.replace(/^\xef\xbb\xbf/, '').trim();
}

function unique(prevents: readonly Prevented[]): readonly Prevented[] {
  const seen = new Map(prevents.map((each) => [`${each.id} ${JSON.stringify(each.data)}`, each]));
  return [...seen.values()];
}
