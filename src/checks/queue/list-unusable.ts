import { may, READ, WRITE } from '../../host/access.ts';
import type { Opened } from '../../host/host.ts';
import type { Entry } from '../../qmail/queue.ts';
import { parseList } from '../../qmail/queue-records.ts';
import type { Channel } from '../../qmail/queue-schedule.ts';
import type { Report } from '../check.ts';
import { isQueued, ofEntries, placeOf, type QueueScene } from '../queue-entries.ts';
import { octal } from '../text.ts';

/** The list of a channel's recipients, of which qmail-send reads one after the other and marks the finished ones (qmail-send.c:1084-1128, 880). */
export const check = ofEntries(function* (entry, scene) {
  if (!isQueued(entry)) return;
  for (const channel of ['local', 'remote'] as const) {
    const list = entry[channel];
    if (list !== null) yield* judge(entry, channel, list, scene);
  }
});

function* judge({ id }: Entry, channel: Channel, { stat, text }: Opened, scene: QueueScene): Generator<Report> {
  const { data, subject } = placeOf(scene, channel, id);
  const says = (consequence: string) => [{ id: consequence, data: { file: data.file ?? '' } }];
  const { qmails } = scene.who;
  const owner = scene.target.host.accounts.userName(stat.uid);
  const told = { ...data, owner, mode: octal(stat.mode) };
  if (stat.type !== 'file' || (qmails !== null && !may(qmails, stat, READ))) {
    yield { message: 'closed', data: told, subject, prevents: says('SEND-W14') };
    return;
  }
  if (text !== null) yield* records(text, { data, subject }, says);
  if (qmails === null) return;
  if (!may(qmails, stat, WRITE)) yield { message: 'unmarked', data: told, subject, prevents: says('SEND-W10') };
  else if (stat.uid !== qmails.uid) yield { message: 'foreign', data: told, subject, prevents: says('SEND-W05') };
}

function* records(
  text: string,
  { data, subject }: Pick<Report, 'data' | 'subject'>,
  says: (consequence: string) => Report['prevents'] & {},
): Generator<Report> {
  const { recipients, unknown, cut } = parseList(text);
  if (unknown !== null) yield { data: { ...data, record: start(unknown) }, subject, prevents: says('SEND-W13') };
  else if (cut !== '')
    yield { message: 'cut', data: { ...data, record: start(cut) }, subject, prevents: says('SEND-Q15') };
  else if (recipients.length === 0) yield { message: 'empty', data, subject, prevents: says('SEND-Q15') };
}

function start(record: string): string {
  return record.length <= 60 ? record : `${record.slice(0, 57)}...`;
}
