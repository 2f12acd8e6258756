import { ROOT, walk } from '../../host/access.ts';
import { type Instruction, parseInstructions } from '../../qmail/dot-qmail.ts';
import type { Check, Prevented, Report, Target } from '../check.ts';
import { isMaildirWithoutSlash, isPathAsForward } from '../default-delivery.ts';
import { crConsequence } from './dot-qmail-cr.ts';

/** The instruction for everybody without a dot-qmail file of their own does what no file would be meant to do (qmail-local.c:619). */
export const check: Check = function* (target) {
  const { defaultDelivery } = target.installation;
  if (defaultDelivery.how === 'assumed') return;
  const instructions = parseInstructions(defaultDelivery.text === '' ? '\n' : defaultDelivery.text);
  const report = (message: string, prevents: Prevented[], instruction?: Instruction): Report => ({
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
    if (each.target.endsWith('\r')) yield report('cr', crConsequence(each).prevents, each);
    else if (isPathAsForward(each)) yield report('forward', bounceOf(target, each.target), each);
    else if (isMaildirWithoutSlash(each) && namesDirectory(target, each.target))
      yield report('slash', [{ id: 'LOCAL-24', data: { file: each.target, error: 'is a directory' } }], each);
  }
};

/** What becomes of the copy that goes to the text of the line as an address. */
function bounceOf(target: Target, address: string): Prevented[] {
  if ('refused' in target.send()) return [];
  const outcome = target.trace(address).outcome;
  return outcome?.message ? [{ id: outcome.message, data: outcome.data }] : [];
}

/** Whether some account has a directory there. */
function namesDirectory({ host }: Target, path: string): boolean {
  return host.accounts.all.some(({ uid, home }) => {
    const cwd = uid === 0 ? null : walk(host, ROOT, home);
    const found = cwd?.ok ? walk(host, ROOT, path, { cwd: cwd.path }) : null;
    return found?.ok === true && found.stat.type === 'dir';
  });
}
