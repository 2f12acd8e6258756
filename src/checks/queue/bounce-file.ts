import { may, WRITE } from '../../host/access.ts';
import { isMisplaced, ofEntries, placeOf } from '../queue-entries.ts';
import { octal } from '../text.ts';

/** The text for a bounce: without its message it goes to whoever gets the number (qmail-send.c:647), and a closed one stops everything (qmail-send.c:625). */
export const check = ofEntries(function* (entry, scene) {
  const { id, bounce, info, todo } = entry;
  if (bounce === null) return;
  const { data, subject } = placeOf(scene, 'bounce', id);
  if (todo !== null || (info === null && !isMisplaced(entry, 'info'))) {
    yield { data, subject, prevents: [{ id: 'SEND-Q16' }] };
    return;
  }
  const { qmails } = scene.who;
  if (qmails === null || (bounce.type === 'file' && may(qmails, bounce, WRITE))) return;
  const owner = scene.target.host.accounts.userName(bounce.uid);
  yield {
    message: 'closed',
    data: { ...data, owner, mode: octal(bounce.mode) },
    subject,
    prevents: [{ id: 'SEND-A09' }],
  };
});
