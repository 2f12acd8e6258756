import { ROOT, walk } from '../../host/access.ts';
import { type Instruction, parseInstructions } from '../../qmail/dot-qmail.ts';
import type { Check, Prevented, Report, Target } from '../check.ts';
import { copies } from '../copies.ts';
import { isMaildirWithoutSlash, isPathAsForward, textBehindPath } from '../default-delivery.ts';
import { crConsequence } from './dot-qmail-cr.ts';

/** The instruction for everybody without a dot-qmail file of their own does what no file would be meant to do (qmail-local.c:619). */
export const check: Check = function* (target) {
  const { defaultDelivery } = target.installation;
  if (defaultDelivery.how === 'assumed') return;
  const instructions = parseInstructions(defaultDelivery.text === '' ? '\n' : defaultDelivery.text);
  const copyTo = copies(target.installation, target.usersCdb());
  const report = (message: string, prevents: readonly Prevented[], instruction?: Instruction): Report => ({
    message,
    data: { text: (instruction?.text ?? '').replace(/\r$/, '') },
    subject: defaultDelivery.file === null ? {} : { path: defaultDelivery.file },
    prevents,
    fold: instruction?.text ?? '',
  });
  if (instructions[0]?.kind === 'blank') {
    yield report('blank', [{ id: 'LOCAL-16' }]);
    return;
  }
  const deliveries = instructions.filter((each) => 'target' in each);
  if (deliveries.length === 0) yield report('nothing', [{ id: 'LOCAL-Q1' }]);
  const list = instructions.findIndex(({ kind }) => kind === 'list');
  const refused = deliveries.find(({ line, kind }) => list >= 0 && line > list + 1 && kind !== 'forward');
  if (refused !== undefined)
    yield report('list', [{ id: refused.kind === 'program' ? 'LOCAL-18' : 'LOCAL-17' }], refused);
  for (const each of deliveries) {
    if (each.target.endsWith('\r')) yield report('cr', crConsequence(each, copyTo).prevents, each);
    else if (textBehindPath(each) !== null) yield report('text', [{ id: 'LOCAL-Q2' }], each);
    else if (isPathAsForward(each)) yield report('forward', copyTo(each.target), each);
    else if (isMaildirWithoutSlash(each) && namesDirectory(target, each.target))
      yield report('slash', [{ id: 'LOCAL-24', data: { file: each.target, error: 'is a directory' } }], each);
  }
};

/** Whether some account has a directory there. */
function namesDirectory({ host }: Target, path: string): boolean {
  return host.accounts.all.some(({ uid, home }) => {
    const cwd = uid === 0 ? null : walk(host, ROOT, home);
    const found = cwd?.ok ? walk(host, ROOT, path, { cwd: cwd.path }) : null;
    return found?.ok === true && found.stat.type === 'dir';
  });
}
