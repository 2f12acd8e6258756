import { ROOT, walk } from '../../host/access.ts';
import { CouldNotCheck } from '../../host/host.ts';
import { controlOf } from '../../qmail/controls.ts';
import { usersOfControl } from '../../qmail/variant-controls.ts';
import type { Check, Target } from '../check.ts';
import { controlPath } from '../text.ts';

/** A file that only another qmail, or a patched one, reads. A program that names it in its bytes, or a script, makes it of use. */
export const check: Check = function* (target) {
  const { variant } = target.installation;
  const foreign = target.controlNames().filter((name) => controlOf(name) === null && isForeign(name));
  if (foreign.length === 0) return;
  if (variant.how === 'assumed') {
    yield { skip: 'not-applicable', reason: 'which qmail this is could not be told' };
    return;
  }
  const { texts, unread } = textsThatName(target);
  const unnamed = foreign.filter((name) => !texts.some((text) => isNamed(text, name)));
  if (unread !== null && unnamed.length > 0) {
    yield { skip: 'could-not', reason: unread.reason, path: unread.path };
    return;
  }
  for (const name of unnamed) {
    const path = controlPath(target, name);
    const variants = usersOfControl(name).filter((user) => user !== 'patch');
    yield {
      data: { name, path, variant: variant.name, variants: variants.join(', ') || 'patched qmail' },
      subject: { path },
      prevents: [{ id: 'CONTROL-N1' }, { id: 'SHOWCTL-11', data: { file: name } }],
    };
  }
};

function isForeign(name: string): boolean {
  const users = usersOfControl(name);
  return users.length > 0 && !users.includes('other');
}

const PROGRAMS = [
  'qmail-smtpd',
  'qmail-send',
  'qmail-remote',
  'qmail-queue',
  'qmail-inject',
  'qmail-local',
  'qmail-qmqpc',
  'qmail-qmtpd',
  'spawn-filter',
  'qmail-qfilter',
  'qmail-spp',
  'qmail-dkim',
];
const PROGRAM_LIMIT = 32 * 1024 * 1024;

/** The bytes of qmail's programs and of the scripts that start it, and the first that cannot be read; an image written by hand holds no programs. */
function textsThatName(target: Target): { readonly texts: readonly string[]; readonly unread: CouldNotCheck | null } {
  const { home } = target.installation;
  const paths = [...PROGRAMS.map((name) => `${home}/bin/${name}`), ...target.services.files.map(({ path }) => path)];
  const texts: string[] = [];
  let unread: CouldNotCheck | null = null;
  for (const path of paths) {
    try {
      const found = walk(target.host, ROOT, path);
      if (found.ok && found.stat.type === 'file') texts.push(target.host.read(found.path, PROGRAM_LIMIT));
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      if (target.host.lacks !== 'anything') unread ??= error;
    }
  }
  return { texts, unread };
}

function isNamed(text: string, name: string): boolean {
  const needle = `control/${name}`;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (!/[a-z0-9_.-]/i.test(text.charAt(at + needle.length))) return true;
  }
  return false;
}
