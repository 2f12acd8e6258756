/**
 * What qmail-queue, qmail-send and its helpers do in the queue, in their own order, and what each writes where it fails.
 * Data only; `queue-faults.ts` holds it against a machine.
 */
import { type Credentials, EXECUTE, READ, ROOT, WRITE } from '../host/access.ts';
import type { FileType } from '../host/host.ts';
import type { Ids } from './ids.ts';

/** A message of the catalogue with what fills it. */
export interface Consequence {
  readonly id: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** One thing that must be possible. */
export interface Step {
  /** Relative to qmail's home. */
  readonly part: string;
  readonly type: FileType;
  readonly who: Credentials | null;
  readonly bits: number;
  /** What is not there is as good as done. */
  readonly absentIsFine?: true;
  readonly says: readonly Consequence[];
}

/** Steps at one point of a program, one for each split directory where it is split. */
export interface Row {
  readonly steps: readonly Step[];
  /** What ends with the first failure: the whole program (or it waits forever), this message, or nothing. */
  readonly stops: 'program' | 'message' | 'nothing';
  /** qmail-queue's exit code. */
  readonly exit?: number;
}

export interface Layout {
  readonly split: number;
  readonly bigTodo: boolean;
}

export type Caller = 'smtp' | 'inject' | 'bounce';

const WORK = WRITE | EXECUTE;

function numbered(tree: string, { split }: Layout): string[] {
  return Array.from({ length: split }, (_, n) => `${tree}/${n}`);
}

function dirs(parts: readonly string[], who: Credentials | null, bits: number, says: (part: string) => Consequence[]) {
  return parts.map((part): Step => ({ part, type: 'dir', who, bits, says: says(part) }));
}

/** Without `queue/`, as the programs name it after their chdir. */
function inQueue(part: string): string {
  return part.replace(/^queue\//, '');
}

/** qmail-queue with the ids that it works with, from its chdir to the queue on (qmail-queue.c:170). */
export function queueRows(who: Credentials | null, layout: Layout, says: (exit: number) => Consequence[]): Row[] {
  const row = (exit: number, parts: readonly string[], bits: number): Row => ({
    steps: dirs(parts, who, bits, () => says(exit)),
    stops: 'program',
    exit,
  });
  const either = (name: string) => (layout.bigTodo ? numbered(`queue/${name}`, layout) : [`queue/${name}`]);
  return [
    row(62, ['queue'], EXECUTE),
    row(63, ['queue/pid'], WORK),
    row(64, ['queue/mess'], EXECUTE),
    row(64, numbered('queue/mess', layout), WORK),
    row(65, layout.bigTodo ? ['queue/intd'] : [], EXECUTE),
    row(65, either('intd'), WORK),
    row(66, layout.bigTodo ? ['queue/todo'] : [], EXECUTE),
    row(66, either('todo'), WORK),
  ];
}

/** The reply, the complaint, or the line of the log where qmail-queue ended with `exit` (qmail.c:128). */
export function exitSays(caller: Caller, exit: number): Consequence[] {
  switch (caller) {
    case 'smtp':
      return [{ id: `SMTPD-24-${exit}` }];
    case 'inject':
      return [{ id: `INJECT-QQ-${exit}` }];
    case 'bounce':
      return [{ id: 'SEND-W09' }];
  }
}

/** qmail-send and its spawners until there is mail: the start and the sweeps (qmail-send.c:1524). */
export function startRows(ids: Ids, layout: Layout): Row[] {
  const send = as(ids.users.qmails, ids.qmail);
  const row = (steps: readonly Step[]): Row => ({ steps, stops: 'program' });
  const opendir = (part: string) => [{ id: 'SEND-A11', data: { dir: inQueue(part) } }];
  return [
    row(dirs(['queue'], send, EXECUTE, () => [{ id: 'SEND-A03' }])),
    row([
      ...dirs(['queue/lock'], send, EXECUTE, () => [{ id: 'SEND-A04' }]),
      { part: 'queue/lock/sendmutex', type: 'file', who: send, bits: WRITE, says: [{ id: 'SEND-A04' }] },
    ]),
    row([
      ...dirs(['queue/mess'], ROOT, EXECUTE, () => [{ id: 'SEND-A06' }]),
      ...dirs(['queue/mess'], as(ids.users.qmailr, ids.qmail), EXECUTE, () => [{ id: 'SEND-A06' }]),
    ]),
    row(dirs(['queue/info'], send, EXECUTE, () => opendir('queue/info/0'))),
    row(dirs(numbered('queue/info', layout), send, READ, opendir)),
    row(
      layout.bigTodo
        ? dirs(numbered('queue/todo', layout), send, READ, opendir)
        : dirs(['queue/todo'], send, READ, opendir),
    ),
    row(dirs(numbered('queue/mess', layout), send, READ, opendir)),
  ];
}

/** The way of one message through qmail-send and qmail-clean (qmail-send.c:1267). */
export function messageRows(ids: Ids, layout: Layout): Row[] {
  const send = as(ids.users.qmails, ids.qmail);
  const clean = as(ids.users.qmailq, ids.qmail);
  const file = (id: string) => (part: string) => [{ id, data: { file: `${inQueue(part)}/{id}` } }];
  const row = (stops: Row['stops'], steps: readonly Step[]): Row => ({ steps, stops });
  const todo = layout.bigTodo ? numbered('queue/todo', layout) : ['queue/todo'];
  const intd = layout.bigTodo ? numbered('queue/intd', layout) : ['queue/intd'];
  const unlinks = (tree: string) =>
    row(
      'message',
      dirs([tree, ...numbered(tree, layout)], send, EXECUTE, file('SEND-W07'))
        .flatMap((step) => (step.part === tree ? unlinksBelow(step, layout) : [step]))
        .map((step) => ({ ...step, absentIsFine: true as const })),
    );
  const creates = (tree: string, stops: Row['stops']) =>
    row(stops, [...numbered(tree, layout).flatMap((part) => dirs([part], send, WORK, file('SEND-W16')))]);
  return [
    row(
      'message',
      dirs(todo, send, EXECUTE, () => [{ id: 'SEND-W15' }]),
    ),
    row('message', dirs(numbered('queue/mess', layout), send, EXECUTE, file('SEND-W04'))),
    ...['queue/local', 'queue/remote', 'queue/info'].map(unlinks),
    creates('queue/info', 'message'),
    creates('queue/local', 'nothing'),
    creates('queue/remote', 'nothing'),
    row(
      'message',
      dirs([...intd, ...todo], clean, WORK, () => [{ id: 'SEND-W02' }]),
    ),
    row('nothing', [
      ...dirs(['queue/bounce'], send, EXECUTE, file('SEND-W04')).map((step) => ({
        ...step,
        absentIsFine: true as const,
      })),
      ...dirs(['queue/bounce'], send, WORK, () => [{ id: 'SEND-A09' }]),
    ]),
    row(
      'nothing',
      dirs(numbered('queue/mess', layout), clean, WORK, () => [{ id: 'SEND-W01' }]),
    ),
  ];
}

/** A closed tree stops the files of all its directories. */
function unlinksBelow(step: Step, layout: Layout): Step[] {
  const says = numbered(step.part, layout).map((part) => ({
    id: 'SEND-W07',
    data: { file: `${inQueue(part)}/{id}` },
  }));
  return [{ ...step, says }];
}

/** What goes wrong in silence: qmail-send is not woken (triggerpull.c:7), slow hosts are not remembered (tcpto.c:23). */
export function silentRows(ids: Ids, callers: readonly (Credentials | null)[]): Row[] {
  const send = as(ids.users.qmails, ids.qmail);
  const remote = as(ids.users.qmailr, ids.qmail);
  const trigger = (who: Credentials | null, bits: number): Step => ({
    part: 'queue/lock/trigger',
    type: 'fifo',
    who,
    bits,
    says: [{ id: 'SEND-Q5' }],
  });
  return [
    {
      steps: [trigger(send, READ), ...callers.map((caller) => trigger(caller, WRITE))],
      stops: 'program',
    },
    {
      steps: [{ part: 'queue/lock/tcpto', type: 'file', who: remote, bits: READ | WRITE, says: [{ id: 'REMOTE-Q2' }] }],
      stops: 'program',
    },
  ];
}

export function as(uid: number | null, gid: number | null): Credentials | null {
  return uid === null || gid === null ? null : { uid, gid };
}
