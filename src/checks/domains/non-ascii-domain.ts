import { lowerCase } from '../../qmail/control.ts';
import { accepts } from '../../qmail/rcpthosts.ts';
import { rcpthostsOf } from '../accepted.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { BOM, type ListEntry, listEntries, unmatched } from '../entries.ts';
import { asciiForm } from '../names.ts';
import { remoteFate } from '../remote-fate.ts';
import { sedReplace } from '../sed.ts';

/** Domains are compared byte by byte; envelopes carry the `xn--` form of a name with other letters than ASCII's. */
export const check: Check = async function* (target) {
  const fate = remoteFate(target);
  const entries: ListEntry[] = [];
  for (const each of listEntries(target)) {
    if ('skip' in each) yield each;
    else if (each.control.name !== 'percenthack' && each.control.name !== 'qmqpservers') entries.push(each);
  }
  const written = new Set(entries.map(({ control, key }) => `${control.name} ${lowerCase(key)}`));
  for (const entry of entries) {
    const domain = domainOf(entry);
    if (!/[\x80-\xff]/.test(domain) || entry.text.startsWith(BOM)) continue;
    const ascii = asciiForm(domain);
    const { control, key, text, path, line } = entry;
    const meant = ascii === null ? null : key.slice(0, key.length - domain.length) + ascii;
    if (meant !== null && written.has(`${control.name} ${lowerCase(meant)}`)) continue;
    yield {
      message: meant === null ? 'bytes' : 'default',
      data: {
        file: `control/${control.name}`,
        path,
        line: String(line),
        domain,
        meant: ascii ?? '',
        script: meant === null ? '' : sedReplace(text, [meant + text.slice(key.length)]),
      },
      subject: { path, line, domain },
      prevents: await consequence(target, entry, ascii, fate),
    };
  }
};

/** What follows the last `@` of a key. */
function domainOf({ key }: ListEntry): string {
  return key.slice(key.lastIndexOf('@') + 1);
}

async function consequence(
  target: Target,
  { control }: ListEntry,
  ascii: string | null,
  fate: ReturnType<typeof remoteFate>,
): Promise<readonly Prevented[]> {
  if (ascii !== null && /^(more)?rcpthosts$/.test(control.name)) {
    const answer = accepts(rcpthostsOf(target), `x@${ascii.startsWith('.') ? 'x' : ''}${ascii}`);
    if (answer === 'trouble' || answer.accepted) return [{ id: 'SMTPD-Q3' }];
  }
  return unmatched(control.name, ascii ?? '', fate);
}
