/** Which qmail it is, what is compiled in, and what a mailbox without a dot-qmail file gets. */
import { textOf } from '../../host/bytes.ts';
import type { Compiled } from '../../qmail/installation.ts';
import type { Difference, Pair } from './difference.ts';

export function* compareInstallations({ old, new: now }: Pair): Generator<Difference> {
  const [before, after] = [old.granted, now.granted];
  if (before.variant.name !== after.variant.name)
    yield { kind: 'variant', severity: 'info', subject: 'qmail', old: before.variant.name, new: after.variant.name };
  const [text, other] = [delivery(before.defaultDelivery.text), delivery(after.defaultDelivery.text)];
  if (text !== other)
    yield {
      kind: 'default-delivery',
      severity: 'warning',
      subject: 'qmail-start',
      old: textOf(text),
      new: textOf(other),
    };
  for (const [name, severity] of COMPILED) {
    const [one, another] = [compiledText(before.compiled, name), compiledText(after.compiled, name)];
    if (one !== another)
      yield { kind: 'compiled', severity, subject: `conf-${name}`, old: one, new: another, fold: name };
  }
}

const COMPILED: readonly (readonly ['patrn' | 'break' | 'split' | 'spawn', Difference['severity']])[] = [
  ['patrn', 'warning'],
  ['break', 'error'],
  ['split', 'info'],
  ['spawn', 'info'],
];

/** A newline at its end says nothing. */
function delivery(text: string): string {
  return text.replace(/\n$/, '');
}

function compiledText(compiled: Compiled, name: 'patrn' | 'break' | 'split' | 'spawn'): string {
  const value = compiled[name];
  return name === 'patrn' ? value.toString(8).padStart(3, '0') : String(value);
}
