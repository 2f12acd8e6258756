import { readList } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { controlTexts } from '../text.ts';

/** CR at the end of a list entry (control.c:18). Harmless where scanning stops before it: qmqpservers, a port in smtproutes. */
export const check: Check = function* (target) {
  for (const file of controlTexts(target, ['list', 'map', 'source'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    if (control.name === 'qmqpservers') continue;
    for (const { text: entry, line } of readList(text)) {
      if (!entry.endsWith('\r')) continue;
      const colon = entry.indexOf(':');
      const inValue = control.class === 'map' && colon >= 0;
      if (control.name === 'smtproutes' && inValue && /:[0-9]+\r$/.test(entry.slice(colon + 1))) continue;
      const shown = inValue ? entry.slice(0, colon) : entry.slice(0, -1);
      yield {
        message: inValue ? 'value' : 'key',
        data: { file: `control/${control.name}`, line: String(line), entry: shown, path },
        subject: { path, line },
        prevents: [{ id: consequence(control.name) }],
      };
    }
  }
};

function consequence(name: string): string {
  switch (name) {
    case 'rcpthosts':
    case 'morercpthosts':
      return 'SMTPD-8';
    case 'badmailfrom':
      return 'SMTPD-Q5';
    case 'smtproutes':
      return 'REMOTE-11';
    default:
      return 'SEND-Q1';
  }
}
