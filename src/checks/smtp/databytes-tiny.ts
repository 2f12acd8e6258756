import type { Check } from '../check.ts';
import { integerFile } from '../integers.ts';

/** Smaller than the header of an ordinary message. */
const TINY = 1000;

const UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** More bytes than databytes are refused after DATA (qmail-smtpd.c:371). */
export const check: Check = function* (target) {
  const file = integerFile(target, 'databytes');
  if (file === null) return;
  const { path, value, written } = file;
  if (value <= 0 || value >= TINY) return;
  const unit = UNITS[/^\d+ ?([kmg])/i.exec(written)?.[1]?.toLowerCase() ?? ''];
  yield {
    message: unit === undefined ? 'default' : 'unit',
    data: { path, value: String(value), written, bytes: String(value * (unit ?? 1)) },
    subject: { path },
  };
};
