import { expect, test } from 'vitest';
import type { Image, ImageFile } from '../../src/host/image.ts';
import { moveReport, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX, SENDMAIL } from '../support/old-tree.ts';
import { soundImage } from '../support/setup.ts';

const SECRET = 'xsecretx@secret.example';
const put = (path: string, owner: string, content: string, mode = '0600'): ImageFile =>
  ({ path, type: 'file', owner, group: 'root', mode, content }) as ImageFile;
const link = (path: string, owner: string, target: string): ImageFile =>
  ({ path, type: 'symlink', owner, group: 'root', mode: '0777', target }) as ImageFile;
const dir = (path: string, owner: string, mode = '0755'): ImageFile =>
  ({ path, type: 'dir', owner, group: 'root', mode }) as ImageFile;

const hostile: readonly (readonly [string, readonly ImageFile[], string])[] = [
  ['a forward that is a link', [link('/home/user01/.forward', 'user01', '/root/secret')], ''],
  ['a forward that includes', [put('/home/user01/.forward', 'user01', ':include:/root/secret\n', '0644')], ''],
  [
    'a forward whose list is a link',
    [
      put('/home/user01/.forward', 'user01', ':include:/home/user01/list\n', '0644'),
      link('/home/user01/list', 'user01', '/root/secret'),
    ],
    '',
  ],
  [
    'a list in a home that is a link',
    [link('/home/user01/list', 'user01', '/root/secret')],
    'crew: :include:/home/user01/list\n',
  ],
  [
    'a list below a link of a user',
    [link('/home/user01/lists', 'user01', '/root')],
    'crew: :include:/home/user01/lists/secret\n',
  ],
  [
    'a list in a directory of everybody',
    [dir('/srv/open', 'root', '0777'), link('/srv/open/list', 'user02', '/root/secret')],
    'crew: :include:/srv/open/list\n',
  ],
];

test.each(hostile)('what only root may read does not come out by %s', async (_, files, aliases) => {
  const secrets = [dir('/root', 'root', '0700'), put('/root/secret', 'root', `${SECRET}\n`)];
  for (const [texts, from] of [
    [{ ...POSTFIX, '/etc/aliases': `${POSTFIX['/etc/aliases']}${aliases}` }, 'postfix'],
    [{ ...SENDMAIL, '/etc/mail/aliases': `${SENDMAIL['/etc/mail/aliases']}${aliases}` }, 'sendmail'],
  ] as const) {
    const tree = oldTree(texts);
    const image: Image = { ...tree, files: [...tree.files, ...secrets, ...files] };
    const report = await reportOn(image, '--from', from);
    expect(JSON.stringify(report)).not.toContain('xsecretx');
    expect(report.items.some(({ what }) => /^(unreadable|forward-link)$/.test(what))).toBe(true);
  }
});

test('nor by a .qmail of the old machine', async () => {
  const sound = soundImage();
  const old: Image = {
    ...sound,
    files: [
      ...sound.files.filter(({ path }) => path !== '/home/alice/.qmail'),
      dir('/root', 'root', '0700'),
      put('/root/secret', 'root', `&${SECRET}\n`),
      link('/home/alice/.qmail-x', 'alice', '/root/secret'),
    ],
  };
  const report = await moveReport(old, sound, '--from', 'qmail');
  expect(JSON.stringify(report)).not.toContain('xsecretx');
});

test('a list that a user keeps himself is read', async () => {
  const tree = oldTree({ ...POSTFIX, '/etc/aliases': `${POSTFIX['/etc/aliases']}crew: :include:/home/user01/list\n` });
  const image: Image = { ...tree, files: [...tree.files, put('/home/user01/list', 'user01', 'user02, user03\n')] };
  const report = await reportOn(image);
  expect(report.items.find(({ id }) => id === 'file:/var/qmail/alias/.qmail-crew')?.content).toBe(
    '&user02@example.org\n&user03@example.org\n',
  );
});
