import { ROOT, walk } from '../../host/access.ts';
import type { Check, Target, Yield } from '../check.ts';
import { EVERYBODY, idsUnknown, namesOf, type Reader, reaches, readersOf, unableToRead } from '../readers.ts';
import { changeAt, qmailPlace } from '../repairs.ts';
import { octal } from '../text.ts';

/** control/ is missing, is no directory, or a program that reads in it may not enter it (open_read.c:6). */
export const check: Check = function* (target) {
  const { host, home } = target.installation;
  const path = `${home}/control`;
  const dir = walk(host, ROOT, path);
  if (!dir.ok && dir.errno === 'ENOENT') {
    yield report('missing', path, {}, ['SEND-A02', 'SMTPD-2', 'INJECT-Q1']);
  } else if (!dir.ok || dir.stat.type !== 'dir') {
    yield report('not-directory', path, {}, ['SEND-A02', 'SMTPD-2', 'INJECT-5']);
  } else {
    yield* closed(target, path, dir.path, dir.stat.mode);
  }
};

function* closed(target: Target, path: string, at: string, mode: number): Generator<Yield> {
  const shut: Reader[] = [];
  for (const reader of readersOf(target)) {
    if (reader.who !== null) {
      if (reaches(target, reader.who) === 'home') shut.push(reader);
    } else if (reaches(target, EVERYBODY) === 'home') yield idsUnknown(reader, path);
  }
  if (shut.length === 0) return;
  const ids = shut.flatMap(({ name }) => unableToRead(name).map(({ id }) => id));
  yield {
    ...report('closed', path, { readers: namesOf(shut), mode: octal(mode), directory: at }, ids),
    repairs: changeAt(target.host, qmailPlace(target.installation, 'control'), at, { add: 0o555 }),
  };
}

function report(message: string, path: string, data: Record<string, string>, ids: readonly string[]): Yield {
  return { message, data: { path, ...data }, subject: { path }, covers: [path], prevents: ids.map((id) => ({ id })) };
}
