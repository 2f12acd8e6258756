import { may, READ } from '../../host/access.ts';
import { parseInfo } from '../../qmail/queue-records.ts';
import { isQueued, ofEntries, placeOf } from '../queue-entries.ts';
import { octal } from '../text.ts';

/** qmail-send reads the sender of a message at each attempt (qmail-send.c:197-223, 1076). */
export const check = ofEntries(function* (entry, scene) {
  const { id, info, local, remote } = entry;
  if (info === null || !isQueued(entry) || (local === null && remote === null)) return;
  const { data, subject } = placeOf(scene, 'info', id);
  const prevents = [{ id: 'SEND-W14', data: { file: data.file ?? '' } }];
  const { qmails } = scene.who;
  if (info.text === null || !parseInfo(info.text).usable) yield { data, subject, prevents };
  else if (qmails !== null && !may(qmails, info.stat, READ)) {
    const owner = scene.target.host.accounts.userName(info.stat.uid);
    yield { message: 'closed', data: { ...data, owner, mode: octal(info.stat.mode) }, subject, prevents };
  }
});
