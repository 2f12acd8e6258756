import { expect, test } from 'vitest';
import type { Image, ImageFile } from '../../src/host/image.ts';
import { listed, moveReport, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX } from '../support/old-tree.ts';

const put = (path: string, owner: string | number, content: string, mode = '0644'): ImageFile =>
  ({ path, type: 'file', owner, group: 'users', mode, content }) as ImageFile;
const dir = (path: string, owner: string | number, mode = '0755'): ImageFile =>
  ({ path, type: 'dir', owner, group: 'users', mode }) as ImageFile;

function machine(aliases: string, files: readonly ImageFile[] = []): Image {
  const tree = oldTree({ ...POSTFIX, '/etc/aliases': `${POSTFIX['/etc/aliases']}${aliases}` });
  return { ...tree, files: [...tree.files, ...files] };
}

test('a program that an alias or a forward names is asked for on the new machine', async () => {
  const old = machine('');
  const programs = [
    dir('/usr/local/bin', 'root'),
    put('/usr/local/bin/ticket', 'root', '#!/bin/sh\n', '0755'),
    put('/usr/bin/vacation', 'root', '', '0644'),
  ];
  const there = await moveReport(old, machine('', programs));
  expect(listed(there, 'program:/usr/local/bin/ticket')).toMatchObject({ what: 'program-there', state: 'done' });
  expect(listed(there, 'program:/usr/bin/vacation')).toMatchObject({ state: 'missing' });
  // A tree need not hold what was installed; a directory that is there tells what it lacks.
  const bare = await moveReport(old, machine(''));
  expect(listed(bare, 'program:/usr/local/bin/ticket')).toMatchObject({ state: 'by-hand' });
  expect(listed(bare, 'program:/usr/local/bin/ticket')?.title).toContain('/var/qmail/alias/.qmail-tickets');
  expect(
    listed(
      await moveReport(machine('x: "|/srv/x/run a; b"\n'), machine('', [dir('/srv/x', 'root')])),
      'program:/srv/x/run',
    ),
  ).toMatchObject({
    state: 'missing',
  });
});

test("shells and qmail's own programs are not asked for", async () => {
  const report = await reportOn(
    machine('a: "|if true; then exit 0; fi"\nb: "|IFS=\' \' && exec /opt/x/f -a || exit 75"\n'),
  );
  const programs = report.items.filter(({ id }) => id.startsWith('program:')).map(({ id }) => id);
  expect(programs).toEqual(['program:/usr/local/bin/ticket', 'program:/opt/x/f', 'program:/usr/bin/vacation']);
});

test('each Maildir that a line names is asked for, not only that of the default delivery', async () => {
  const homes = [
    put('/home/user01/.forward', 'user01', '\\user01, /home/user01/Archive/\n'),
    dir('/home/user01/Maildir', 'user01', '0700'),
  ];
  const report = await reportOn(machine('box: /var/boxes/box/\n', [...homes, dir('/var/boxes', 'root')]));
  expect(listed(report, 'maildir:/home/user01/Archive/')).toMatchObject({
    what: 'maildir-line',
    state: 'missing',
    command: "su user01 -s /bin/sh -c '/var/qmail/bin/maildirmake /home/user01/Archive/'",
  });
  expect(listed(report, 'maildir:/var/boxes/box/')).toMatchObject({
    state: 'missing',
    command: expect.stringMatching(/^install -d -o alias -g \S+ -m 700 \/var\/boxes\/box\/ \/var\/boxes\/box\/tmp/),
  });
  // With them the mail ends where it did.
  expect(report.differences.map(({ address }) => address)).toEqual(['archive@example.org']);
  const made = ['', 'tmp', 'new', 'cur'].map((part) =>
    dir(`/home/user01/Archive/${part}`.replace(/\/$/, ''), 'user01', '0700'),
  );
  const done = await reportOn(machine('', [...homes, ...made]));
  expect(listed(done, 'maildir:/home/user01/Archive/')).toMatchObject({ state: 'done' });
});

test('nothing is made by root in a directory that is not his', async () => {
  const files = [dir('/srv/user02', 'user02'), put('/home/user01/.forward', 'user01', '/srv/user02/box/\n')];
  const told = listed(await reportOn(machine('', files)), 'maildir:/srv/user02/box/');
  expect(told).toMatchObject({ state: 'missing' });
  // Nor is he told to make what he may not.
  expect(told?.command).toBeUndefined();
});

test('a file that qmail could not write to, corrected by hand, is done', async () => {
  const qmail = (archive: string) => [
    put('/var/qmail/control/me', 'root', 'mail.example.org\n'),
    put('/var/qmail/alias/.qmail-archive', 'root', archive),
    dir('/var/spool/archive', 'root'),
  ];
  const on = async (archive: string) => {
    const tree = machine('', [...qmail(archive), dir('/var/qmail/alias', 7790, '2755')]);
    const passwd = [...(tree.passwd ?? []), ['alias', 7790, 100, '/var/qmail/alias']];
    return reportOn({ ...tree, passwd } as Image);
  };
  const asIs = await on('/var/spool/archive/mbox\n');
  expect(listed(asIs, 'address:archive@example.org')).toMatchObject({ state: 'different' });
  expect(listed(asIs, 'line:/var/spool/archive/mbox')).toMatchObject({ what: 'mbox-line', state: 'missing' });
  const corrected = await on('./archive\n');
  expect(listed(corrected, 'address:archive@example.org')).toBeUndefined();
  expect(listed(corrected, 'file:/var/qmail/alias/.qmail-archive')).toMatchObject({ state: 'done' });
  expect(listed(corrected, 'line:/var/spool/archive/mbox')).toBeUndefined();
  // Not everything is a correction.
  for (const wrong of ['/dev/null\n', '&user01@example.org\n', '# nothing\n'])
    expect(listed(await on(wrong), 'file:/var/qmail/alias/.qmail-archive'), wrong).toMatchObject({
      state: 'different',
    });
});

test('where mail is appended to its owner may write, and a directory is made by whom it becomes', async () => {
  const files = [put('/home/user01/.forward', 'user01', '/home/user01/Mail/in\n'), dir('/var/open', 'root')];
  const report = await reportOn(machine('old: /var/open/deep/box\nnone: /home/user01/alias-box\n', files));
  expect(listed(report, 'line:/home/user01/Mail/in')).toMatchObject({
    state: 'missing',
    command: "su user01 -s /bin/sh -c 'umask 077; mkdir -p /home/user01/Mail'",
  });
  expect(listed(report, 'line:/var/open/deep/box')).toMatchObject({
    state: 'missing',
    command: 'install -d -o alias -m 700 /var/open/deep',
  });
  expect(listed(report, 'line:/home/user01/alias-box')).toMatchObject({ state: 'missing' });
  expect(listed(report, 'line:/home/user01/alias-box')?.command).toBeUndefined();
  const made = await reportOn(machine('', [...files, dir('/home/user01/Mail', 'user01', '0700')]));
  expect(listed(made, 'line:/home/user01/Mail/in')).toMatchObject({ state: 'done' });
});
