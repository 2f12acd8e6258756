import type { Check, Report } from '../check.ts';
import { integerFile } from '../integers.ts';

const DAY = 86400;
/** The first retry of a local delivery comes after 100 seconds, of a remote one after 400 (qmail-send.c:380). */
const FIRST_RETRY = { local: 100, remote: 400 };

/** An attempt that begins later than queuelifetime after the message came is the last (qmail-send.c:1081). */
export const check: Check = function* (target) {
  const file = integerFile(target, 'queuelifetime');
  if (file === null) return;
  const found = judge(file.value);
  if (found !== null)
    yield {
      ...found,
      data: { path: file.path, value: String(file.value), days: days(file.value) },
      subject: { path: file.path },
    };
};

function judge(value: number): Pick<Report, 'message' | 'prevents'> | null {
  if (value < FIRST_RETRY.local) return { message: 'one-retry', prevents: [{ id: 'SEND-DX' }] };
  if (value < FIRST_RETRY.remote) return { message: 'one-remote-retry', prevents: [{ id: 'SEND-DX' }] };
  if (value < DAY) return { message: 'short', prevents: [{ id: 'SEND-Q10' }] };
  if (value > 365 * DAY) return { message: 'endless', prevents: [{ id: 'SEND-Q10' }] };
  if (value > 30 * DAY) return { message: 'long', prevents: [{ id: 'SEND-Q10' }] };
  return null;
}

function days(seconds: number): string {
  return String(Math.floor(seconds / DAY));
}
