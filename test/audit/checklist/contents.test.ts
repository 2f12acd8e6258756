import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Image, ImageFile } from '../../../src/host/image.ts';
import { listed, reportOn } from '../../support/checklist.ts';
import { oldTree, POSTFIX } from '../../support/old-tree.ts';
import { run } from '../../support/run.ts';

const tree = oldTree(POSTFIX);
const PROCMAIL = `"|IFS=' ' && exec /usr/bin/procmail -f- || exit 75 #user01"\n`;
const forward: ImageFile = {
  path: '/home/user01/.forward',
  type: 'file',
  owner: 'user01',
  group: 'users',
  mode: '0644',
  content: PROCMAIL,
};
const image: Image = { ...tree, files: [...tree.files, forward] };
const LINE = `|preline sh -c 'IFS='\\'' '\\'' && exec /usr/bin/procmail -f- || exit 75 #user01'`;

test('what must stand in a file is told as it stands: no backslash is doubled', async () => {
  expect(listed(await reportOn(image), 'file:/home/user01/.qmail')?.content).toBe(`${LINE}\n`);
});

test('the command writes just that, as it is pasted', async () => {
  const command = listed(await reportOn(image), 'file:/home/user01/.qmail')?.command ?? '';
  const [said, by] = command.split(' | su ');
  expect(by).toBe(`user01 -s /bin/sh -c 'umask 022; cat > /home/user01/.qmail'`);
  expect(execFileSync('sh', ['-c', said ?? ''], { encoding: 'utf8' })).toBe(`${LINE}\n`);
});

test('in the table a line that goes on is marked, in Markdown it is whole', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
  try {
    writeFileSync(join(dir, 'old.json'), JSON.stringify(image));
    const asked = ['checklist', '--from', 'postfix', '--image', join(dir, 'old.json'), '--no-dns'];
    const table = (await run(asked)).out.split('\n');
    const at = table.findIndex((line) => line.trim().startsWith(`|preline sh -c 'IFS='\\''`));
    expect(table[at + 1]).toMatch(/^ +↪ /);
    expect((await run([...asked, '--format', 'markdown'])).out).toContain(`  ${LINE}\n`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
