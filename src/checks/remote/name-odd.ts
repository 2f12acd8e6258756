import { readLine } from '../../qmail/control.ts';
import { addressLiteral } from '../../qmail/remote.ts';
import type { Check } from '../check.ts';
import { oddity } from '../odd-name.ts';
import { controlPath, controlText } from '../text.ts';

/** A file (`parameters.file`) whose name others see, and which is not that of a host. An address in brackets is one of RFC 5321. */
export const check: Check = function* (target, { parameters }) {
  const file = String(parameters?.['file']);
  const text = controlText(target, file);
  if (text === null) return;
  const value = readLine(text);
  const literal = value.startsWith('[') && addressLiteral(value) !== null;
  if (literal || oddity(value) === null) return;
  const path = controlPath(target, file);
  yield { data: { value, path }, subject: { path, line: 1, domain: value } };
};
