import { ROOT, walk } from '../../host/access.ts';
import type { Check } from '../check.ts';
import { couldNot } from '../tried.ts';

const LEFTOVERS = [
  { file: 'control/morercpthosts.tmp', program: 'qmail-newmrh' },
  { file: 'users/cdb.tmp', program: 'qmail-newu' },
] as const;

/** The compilers write to a temporary file, which stays when they stop before its end (qmail-newmrh.c:43, qmail-newu.c:97). */
export const check: Check = function* (target) {
  const { host, home } = target.installation;
  for (const { file, program } of LEFTOVERS) {
    const path = `${home}/${file}`;
    try {
      if (!walk(host, ROOT, path, { follow: false }).ok) continue;
      const compiler = `${home}/bin/${program}`;
      yield { data: { file, program, compiler, path }, subject: { path }, prevents: [{ id: 'CONTROL-N3' }] };
    } catch (error) {
      yield couldNot(error);
    }
  }
};
