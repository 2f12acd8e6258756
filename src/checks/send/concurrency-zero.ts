import type { Check } from '../check.ts';
import { CHANNELS } from '../concurrency.ts';
import { integerFile } from '../integers.ts';
import { tried } from '../tried.ts';

/** 0 puts the channel on hold (qmail-send.c:829). */
export const check: Check = function* (target) {
  for (const { channel, name, usual } of CHANNELS) {
    const file = tried(() => integerFile(target, name));
    if (file === null) continue;
    if ('skip' in file) yield file;
    else if (file.value === 0)
      yield { message: channel, data: { path: file.path, usual }, subject: { path: file.path } };
  }
};
