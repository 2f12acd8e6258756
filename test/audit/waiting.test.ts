/** A finding says how many messages wait because of it. */
import { expect, test } from 'vitest';
import { auditImage } from '../support/audit.ts';
import { type Setup, setUp } from '../support/setup.ts';

const Q = '/var/qmail/queue';

function message(id: number, channel: 'local' | 'remote', list: string, born: number): Setup {
  const place = `${id % 23}/${id}`;
  const own = { type: 'file', owner: 'qmails:qmail', mode: '0600' };
  return {
    [`${Q}/mess/${place}`]: { type: 'file', owner: 'qmailq:root', mode: '0644', content: 'x\n', inode: id },
    [`${Q}/info/${place}`]: { ...own, content: 'Fs@one.test\0', mtime: born },
    [`${Q}/${channel}/${place}`]: { ...own, content: list },
  };
}

const BORN = 1795486093;
const broken: Setup = {
  '/home/alice/Maildir': null,
  ...message(2884366, 'local', 'Talice@one.test\0Dbob@one.test\0', BORN),
  ...message(2884369, 'local', 'Talice@one.test\0', BORN + 60),
  ...message(2884371, 'local', 'Tbob@one.test\0', BORN),
  ...message(2884372, 'local', 'Dalice@one.test\0', BORN),
};

test('messages that wait for a mailbox are counted at what keeps them', async () => {
  const { findings } = await auditImage(setUp(broken));
  const waiting = findings.filter((each) => each.waiting !== undefined);
  expect(waiting.map(({ subject, waiting: of }) => [subject.user, of])).toEqual([
    ['alice', { messages: 2, firstToExpire: '2026-12-01T02:08:13Z' }],
  ]);
  expect(findings[0]?.subject.user).toBe('alice');
});

test('another mailbox with the same trouble has its own', async () => {
  const { findings } = await auditImage(setUp({ ...broken, '/home/bob/Maildir': null }));
  const counts = findings.flatMap(({ subject, waiting }) =>
    waiting === undefined ? [] : [[subject.user, waiting.messages]],
  );
  expect(counts).toEqual([
    ['alice', 2],
    ['bob', 1],
  ]);
});

test('a broken message is one that waits', async () => {
  const path = `${Q}/mess/${2884366 % 23}/2884366`;
  const { findings } = await auditImage(setUp({ ...broken, [path]: null }));
  expect(findings.find(({ rule }) => rule === 'message-lost')?.waiting?.messages).toBe(1);
});

test('nothing waits in an empty queue', async () => {
  const { findings } = await auditImage(setUp({ '/home/alice/Maildir': null }));
  expect(findings.filter((each) => each.waiting !== undefined)).toEqual([]);
});
