import { basename } from '../../host/access.ts';
import { readLine } from '../../qmail/control.ts';
import { aliasAccount } from '../alias.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { seenOf, traceLocal } from '../local-address.ts';

/** A name that every mail host needs (`parameters.name`) is nobody's here: mail for it bounces (qmail-local.c:588). */
export const check: Check = function* (target, { parameters }) {
  const name = String(parameters?.['name']);
  const hop = traceLocal(target, name);
  if (hop?.outcome?.message !== 'LOCAL-19') return;
  const alias = aliasAccount(target);
  const path = `${alias?.home ?? target.installation.home}/.qmail-${name}`;
  const discards = name === 'postmaster' && doubleBouncesGoTo(target, name);
  yield {
    message: discards ? 'double-bounces' : 'default',
    data: { address: hop.to, path, file: basename(path) },
    subject: { path },
    prevents: [...seenOf(hop.outcome), ...(discards ? ([{ id: 'SEND-B3' }] satisfies Prevented[]) : [])],
  };
};

/** Whether double bounces go to `name` here, and bounce once more (qmail-send.c:683). */
function doubleBouncesGoTo(target: Target, name: string): boolean {
  const to = lineOf(target, 'doublebounceto') ?? 'postmaster';
  const host = lineOf(target, 'doublebouncehost') ?? lineOf(target, 'me') ?? 'doublebouncehost';
  if (to.toLowerCase() !== name) return false;
  return target.trace(`${to}@${host}`).outcome?.message === 'LOCAL-19';
}

function lineOf(target: Target, control: string): string | null {
  const file = target.control(control);
  return file.state === 'present' ? readLine(file.text) : null;
}
