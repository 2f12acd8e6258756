import { readList } from '../../qmail/control.ts';
import { readMailNames, readSubusers } from '../../qmail/pw2u.ts';
import type { Check } from '../check.ts';
import { pw2uAccount, pw2uFiles, pw2uPath } from '../pw2u.ts';

/** qmail-pw2u says nothing of names that the accounts do not have, and passes over subusers with too few colons (qmail-pw2u.c:127, 205). */
export const check: Check = function* (target) {
  const files = pw2uFiles(target);
  if (files === null) return;
  const unknown = (name: string) => pw2uAccount(target, files, name).account === null;
  const report = (message: 'include' | 'mailnames' | 'subusers', line: number, name: string) => {
    const path = pw2uPath(target, message);
    return { message, data: { path, line: String(line), name }, subject: { path, line } };
  };
  for (const { text, line } of readList(files.include ?? '')) if (unknown(text)) yield report('include', line, text);
  for (const { user, line } of readMailNames(files.mailnames ?? ''))
    if (unknown(user)) yield report('mailnames', line, user);
  for (const { text, line } of readSubusers(files.subusers ?? '').short) yield report('subusers', line, text);
};
