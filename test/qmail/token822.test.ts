/** Addresses as a real qmail-inject completed them, against the model. */
import { describe, expect, test } from 'vitest';
import type { ControlFile } from '../../src/qmail/control.ts';
import { completed, INJECT_FILES, readInjectNames } from '../../src/qmail/inject.ts';
import { bare822, tokens822, written822 } from '../../src/qmail/token822.ts';
import { readCases } from '../support/cases.ts';

interface Experiment {
  readonly id: string;
  readonly setup: Readonly<Record<string, unknown>>;
  readonly did: string;
  readonly observed: readonly string[];
}

const ALL = readCases<Experiment>('invariants').filter(({ id }) => /^E0[1-8]$/.test(id));

function names({ setup }: Experiment) {
  const open = (name: string): ControlFile => {
    const text = setup[`/var/qmail/control/${name}`] ?? (name === 'me' ? 'mail.one.test\n' : null);
    return (typeof text === 'string' ? { state: 'present', text } : { state: 'absent' }) as ControlFile;
  };
  const found = readInjectNames(open);
  if (found === null) throw new Error('unreadable');
  return found;
}

function titled(experiments: readonly Experiment[]) {
  return experiments.map((each) => ({ ...each, title: `${each.id} ${JSON.stringify(each.setup).slice(0, 80)}` }));
}

const refused = ALL.filter(({ observed }) => observed[0] === 'exit 100');
const printed = ALL.filter(({ observed }) => observed.some((line) => line.startsWith('To: ')));
const queued = ALL.filter(({ did }) => did.includes('qmail-inject alice as bob') && did.startsWith('qmail started'));

test('every experiment is asked something', () => {
  expect(new Set([...refused, ...printed, ...queued]).size).toBe(ALL.length);
});

describe('a line that cannot be parsed', () => {
  test.each(titled(refused))('$title', (experiment) => {
    const found = names(experiment);
    expect(completed(found, 'alice')).toBeNull();
    const first = INJECT_FILES.map((name) => found[name]).find(({ tokens }) => 'unclosed' in tokens);
    expect(experiment.observed).toContain(`stderr: ${first?.line}`);
  });
});

describe('header and envelope', () => {
  test.each(titled(printed))('$title', (experiment) => {
    const found = names(experiment);
    const address = (given: string) => completed(found, given) ?? [];
    const line = (name: string) => experiment.observed.find((each) => each.startsWith(`${name}: `));
    expect(`From: ${written822(address('anonymous'))}`).toBe(line('From'));
    const to = ['alice', 'bob@h', 'carol@h+'].map((given) => written822(address(given)));
    // A long field goes on in the next line, which was not recorded.
    expect(`To: ${to.join(', ')}`.slice(0, line('To')?.length)).toBe(line('To'));
    if (!line('To')?.endsWith(',')) expect(`To: ${to.join(', ')}`).toBe(line('To'));
    const path = line('Return-Path');
    if (path !== undefined) expect(`Return-Path: <${quoted(bare822(address('anonymous')))}>`).toBe(path);
  });
});

describe('recipients in the queue', () => {
  test.each(titled(queued.filter(({ observed }) => observed[0] === 'exit 0')))('$title', (experiment) => {
    const alice = bare822(completed(names(experiment), 'alice') ?? []);
    const first = experiment.observed.find((line) => line.startsWith('starting delivery 1: '));
    expect(first?.endsWith(` ${alice}`)).toBe(true);
  });
});

/** A local part with an `@` in it stands in quotation marks. */
function quoted(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  return local.includes('@') ? `"${local}"${address.slice(at)}` : address;
}

test.each([
  ['(', { unclosed: '(' }],
  ['(()', { unclosed: '(' }],
  ['(\\)', { unclosed: '(' }],
  ['"a\\"', { unclosed: '"' }],
  ['a[b', { unclosed: '[' }],
  ['', []],
  ['a\\', [{ kind: 'atom', text: 'a' }]],
  ['(a(b)\\))', [{ kind: 'comment', text: 'a(b))' }]],
])('tokens of %s', (line, tokens) => {
  expect(tokens822(line)).toEqual(tokens);
});
