import { may, READ } from '../../host/access.ts';
import type { Opened } from '../../host/host.ts';
import { nameOf } from '../../qmail/queue.ts';
import { parseEnvelope } from '../../qmail/queue-records.ts';
import type { Prevented } from '../check.ts';
import { ofEntries, placeOf } from '../queue-entries.ts';
import { octal } from '../text.ts';

/** The envelope that qmail-queue wrote, when qmail-send takes the message up (qmail-send.c:1296-1429). */
export const check = ofEntries(function* ({ id, todo }, scene) {
  if (todo === null) return;
  const { data, subject } = placeOf(scene, 'todo', id);
  const { qmails } = scene.who;
  const owner = scene.target.host.accounts.userName(todo.stat.uid);
  if (todo.stat.type !== 'file' || (qmails !== null && !may(qmails, todo.stat, READ))) {
    const told = { ...data, owner, mode: octal(todo.stat.mode) };
    yield { message: 'closed', data: told, subject, prevents: [{ id: 'SEND-W15' }] };
    return;
  }
  const found = consequence(todo, nameOf(scene.queue, 'info', id));
  if (found !== null) yield { ...found, data: { ...data, ...found.data }, subject };
});

function consequence({ text }: Opened, info: string) {
  if (text === null) return null;
  const { sender, recipients, unknown, cut } = parseEnvelope(text);
  const found = (message: string, prevents: Prevented[], record = '') => ({
    message,
    data: { record: record.length <= 60 ? record : `${record.slice(0, 57)}...` },
    prevents,
  });
  if (unknown !== null) return found('default', [{ id: 'SEND-W20' }], unknown);
  if (sender === null && recipients.length > 0) return found('no-sender', [{ id: 'SEND-W14', data: { file: info } }]);
  if (sender === null) return found('empty', [{ id: 'SEND-Q14' }]);
  return cut === '' ? null : found('cut', [{ id: 'SEND-Q15' }], cut);
}
