import type { Check } from '../check.ts';
import { CHANNELS } from '../concurrency.ts';
import { integerFile } from '../integers.ts';
import { tried } from '../tried.ts';

/** conf-spawn may not be larger: a delivery has one byte for its number (chkspawn.c, spawn.c:203). */
const MOST = 255;

/** qmail-send takes what qmail-lspawn and qmail-rspawn can do, and says nothing (qmail-send.c:1554). */
export const check: Check = function* (target) {
  const { spawn } = target.installation.compiled;
  for (const { name } of CHANNELS) {
    const file = tried(() => integerFile(target, name));
    if (file === null) continue;
    if ('skip' in file) {
      yield file;
      continue;
    }
    // qmail-send holds it as an unsigned int.
    const value = file.value < 0 ? file.value + 2 ** 32 : file.value;
    if (value <= spawn) continue;
    yield {
      message: value > MOST ? 'beyond' : 'capped',
      data: { file: file.file, value: String(value), limit: String(spawn) },
      subject: { path: file.path },
      covers: [file.path],
    };
  }
};
