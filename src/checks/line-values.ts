/** What follows from a wrong value in a file of one line. */
import { CONTROLS, type Control } from '../qmail/controls.ts';
import type { Prevented, Target } from './check.ts';
import type { RemoteFate } from './remote-fate.ts';

/** The consequences of `value` in a file of one line, as its readers use it. control/me stands in for every file that is not there. */
export async function wrongValue(
  target: Target,
  name: string,
  value: string,
  fate: RemoteFate,
): Promise<readonly Prevented[]> {
  if (name !== 'me') return ownConsequences(name, value);
  const present = target.controlNames();
  const inherited = CONTROLS.filter((control) => control.default.me && !present.includes(control.name));
  const found = inherited.flatMap((control) => ownConsequences(control.name, value));
  const locals = inherited.some((control) => control.name === 'locals') ? await fate(hostIn(value)) : [];
  return unique([...found, ...locals]);
}

function ownConsequences(name: Control['name'], value: string): readonly Prevented[] {
  switch (name) {
    case 'smtpgreeting':
      return [{ id: 'SMTPD-1', data: { greeting: value } }];
    case 'helohost':
      return [{ id: 'REMOTE-Q3' }];
    case 'localiphost':
      return [{ id: 'SMTPD-8' }];
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
