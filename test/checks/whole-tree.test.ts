/** What happens to whole trees at once: one cause gives one finding, and other forms of a sound queue give none. */
import { describe, expect, test } from 'vitest';
import type { Image, ImageFile } from '../../src/host/image.ts';
import { auditImage, troubles } from '../support/audit.ts';
import { setUp, soundImage } from '../support/setup.ts';

const QUEUE = '/var/qmail/queue';
const sound = soundImage();

const inQueue = ({ path }: ImageFile): boolean => path === QUEUE || path.startsWith(`${QUEUE}/`);

function each(change: (file: ImageFile) => ImageFile): Image {
  return { ...sound, files: sound.files.map(change) };
}

function given(owner: Partial<ImageFile>): Image {
  return each((file) => (inQueue(file) ? { ...file, ...owner } : file));
}

/** Numbers in place of qmail's own names, as a disk has them. */
function numbered(file: ImageFile): ImageFile {
  const uid = sound.passwd.find(([name]) => name === file.owner && name !== 'root')?.[1];
  return { ...file, owner: uid ?? file.owner };
}

/** As the big-todo patch has it. */
function bigTodo(lacking: readonly string[] = []): Image {
  const directory = (path: string, mode: string): ImageFile => ({
    path,
    type: 'dir',
    owner: 'qmailq',
    group: 'qmail',
    mode,
  });
  const added = Array.from({ length: 23 }, (_, number) => [
    directory(`${QUEUE}/todo/${number}`, '0750'),
    directory(`${QUEUE}/intd/${number}`, '0700'),
  ]).flat();
  return { ...sound, files: [...sound.files, ...added.filter(({ path }) => !lacking.includes(path))] };
}

function linked(above: Partial<ImageFile>): Image {
  const moved = each((file) => (inQueue(file) ? { ...file, path: file.path.replace(QUEUE, '/data/queue') } : file));
  const link: ImageFile = {
    path: QUEUE,
    type: 'symlink',
    owner: 'root',
    group: 'root',
    mode: '0777',
    target: '/data/queue',
  };
  const data: ImageFile = { path: '/data', type: 'dir', owner: 'root', group: 'root', mode: '0755', ...above };
  return { ...moved, files: [...moved.files, link, data] };
}

async function told(image: Image): Promise<{ rules: string[]; texts: (string | null)[] }> {
  const found = troubles(await auditImage(image));
  return {
    rules: found.map(({ rule }) => rule),
    texts: found.flatMap(({ prevents }) => prevents.map(({ text }) => text)),
  };
}

describe('one cause, one finding', () => {
  test.each([
    [{ owner: 'root', group: 'root' }, 'alert: cannot start: unable to switch to queue directory'],
    [{ owner: 'root' }, 'alert: cannot start: unable to open mutex'],
    [{ owner: 'alice', group: 'users' }, 'alert: cannot start: unable to switch to queue directory'],
    [{ group: 'root' }, 'alert: cannot start: unable to switch to queue directory'],
  ])('the queue given to %o', async (owner, text) => {
    const { rules, texts } = await told(given(owner));
    expect(rules).toEqual(['queue-closed']);
    expect(texts[0]).toBe(text);
  });

  test('a copy without empty directories', async () => {
    const isEmpty = (dir: ImageFile) =>
      dir.type === 'dir' && !sound.files.some(({ path }) => path.startsWith(`${dir.path}/`));
    const { rules, texts } = await told({
      ...sound,
      files: sound.files.filter((file) => !inQueue(file) || !isEmpty(file)),
    });
    expect(rules).toEqual(['queue-missing']);
    expect(texts[0]).toBe('alert: unable to opendir info/0, sleeping...');
  });

  test('all accounts with new numbers', async () => {
    const passwd = sound.passwd.map(([name, uid, gid, home]) =>
      name.startsWith('qmail') ? ([name, uid + 1000, gid, home] as const) : ([name, uid, gid, home] as const),
    );
    const { rules, texts } = await told({ ...each(numbered), passwd });
    expect(rules).toEqual(['ids-changed']);
    expect(texts).toContain('alert: cannot start: unable to open mutex');
  });

  test('a closed directory behind the link of the queue', async () => {
    expect((await told(linked({ mode: '0700' }))).rules).toEqual(['queue-closed']);
  });

  test('a directory of a split todo', async () => {
    const { rules, texts } = await told(bigTodo([`${QUEUE}/todo/7`]));
    expect(rules).toEqual(['queue-split']);
    expect(texts).toContain('alert: unable to opendir todo/7, sleeping...');
  });
});

describe('sound in another form', () => {
  const more = ['mess', 'info', 'local', 'remote'].flatMap((tree) => {
    const first = sound.files.find(({ path }) => path === `${QUEUE}/${tree}/0`) as ImageFile;
    return Array.from({ length: 78 }, (_, number) => ({ ...first, path: `${QUEUE}/${tree}/${number + 23}` }));
  });
  test.each<[string, Image]>([
    ['big-todo', bigTodo()],
    ['the queue behind a link', linked({})],
    ['conf-split 101', { ...sound, files: [...sound.files, ...more] }],
    [
      'a mini-qmail',
      setUp({
        [QUEUE]: null,
        '/var/qmail/bin/qmail-queue': { symlink: 'qmail-qmqpc' },
        '/var/qmail/control/qmqpservers': '10.0.0.1\n',
      }),
    ],
  ])('%s', async (_, image) => {
    expect((await told(image)).rules).toEqual([]);
  });
});
