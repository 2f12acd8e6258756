import { may, READ } from '../../host/access.ts';
import { isQueued, ofEntries, placeOf } from '../queue-entries.ts';
import { octal } from '../text.ts';

/** The spawners take a message only where it is a regular file of qmailq, which group qmail may read (spawn.c:107-116). */
export const check = ofEntries(function* (entry, scene) {
  const { id, mess, todo, remote } = entry;
  const { who, target } = scene;
  if (mess === null || (todo === null && !isQueued(entry))) return;
  const { data, subject } = placeOf(scene, 'mess', id);
  const { host } = target;
  const told = {
    ...data,
    owner: host.accounts.userName(mess.uid),
    mode: octal(mess.mode),
    type: mess.type,
  };
  if (mess.type !== 'file') yield { message: 'type', data: told, subject, prevents: [{ id: 'SPAWN-11' }] };
  else if (who.qmailq !== null && mess.uid !== who.qmailq && mess.uid !== who.formerQmailq)
    yield { data: told, subject, prevents: [{ id: 'SPAWN-12' }] };
  else if ((remote !== null || todo !== null) && who.qmailr !== null && !may(who.qmailr, mess, READ))
    yield { message: 'closed', data: told, subject, prevents: [{ id: 'SPAWN-9' }] };
});
