import { readLine } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { controlPath, controlText } from '../text.ts';

/** A name with a dot in it, or an address in brackets. */
const HOST_NAME = /^([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+\.?|\[[0-9A-Fa-f.:]+\])$/;

/** The greeting should begin with the host's name, and ` ESMTP` is put behind it in any case (qmail-smtpd.c:412). */
export const check: Check = function* (target) {
  const text = controlText(target, 'smtpgreeting');
  if (text === null) return;
  const greeting = readLine(text).replace(/\r$/, '');
  const [name = ''] = greeting.split(' ');
  if (greeting === '') return;
  const path = controlPath(target, 'smtpgreeting');
  if (/ ESMTP$/i.test(greeting)) yield { message: 'esmtp', data: { greeting, path }, subject: { path } };
  if (!HOST_NAME.test(name)) yield { message: 'name', data: { name, path }, subject: { path } };
};
