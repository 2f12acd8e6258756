import { expect, test } from 'vitest';
import type { Image, ImageFile } from '../../../src/host/image.ts';
import { assignRecords, parseAssign } from '../../../src/qmail/assign.ts';
import { cdbMake } from '../../../src/qmail/cdb.ts';
import { compileTcprules, tcprulesRecords } from '../../../src/qmail/tcprules.ts';
import { listed, reportOn } from '../../support/checklist.ts';
import { oldTree, POSTFIX } from '../../support/old-tree.ts';

const tree = oldTree(POSTFIX);
const file = (path: string, bytes: string | Buffer): ImageFile => ({
  path,
  type: 'file',
  owner: 'root',
  group: 'root',
  mode: '0644',
  base64: Buffer.from(bytes).toString('base64'),
});
const dirs = ['/var/qmail', '/var/qmail/users'].map(
  (path): ImageFile => ({ path, type: 'dir', owner: 'root', group: 'root', mode: '0755' }),
);
const withFiles = (...files: readonly ImageFile[]): Image => ({ ...tree, files: [...tree.files, ...dirs, ...files] });

function rulesCdb(source: string): Buffer {
  const compiled = compileTcprules(source);
  if (!compiled.ok) throw new Error(compiled.says);
  return cdbMake(tcprulesRecords(compiled.rules));
}
const assignCdb = (source: string) => cdbMake(assignRecords(parseAssign(source).entries));

const RULES = '/etc/tcp.smtp';
const ASSIGN = '/var/qmail/users/assign';
const proposed = async (path: string) => listed(await reportOn(tree), `file:${path}`)?.content ?? '';
const itemOn = async (path: string, ...files: readonly ImageFile[]) =>
  listed(await reportOn(withFiles(...files)), `file:${path}`);

const TCPRULES = 'tcprules /etc/tcp.smtp.cdb /etc/tcp.smtp.tmp < /etc/tcp.smtp';

test('rules that tcpserver cannot read yet are left to do', async () => {
  const source = await proposed(RULES);
  const item = await itemOn(RULES, file(RULES, source));
  expect(item).toMatchObject({ state: 'missing', left: true, command: TCPRULES });
  expect(item?.title).toContain('/etc/tcp.smtp.cdb');
});

test('rules that were compiled from another source are left to do: an open relay', async () => {
  const source = await proposed(RULES);
  const open = file(`${RULES}.cdb`, rulesCdb(':allow,RELAYCLIENT=""\n'));
  const item = await itemOn(RULES, file(RULES, source), open);
  expect(item).toMatchObject({ state: 'different', left: true, command: TCPRULES });
});

test('rules that the compiled file has beside those of the source are left to do', async () => {
  const source = await proposed(RULES);
  const more = file(`${RULES}.cdb`, rulesCdb(`${source}203.0.113.:allow,RELAYCLIENT=""\n`));
  expect(await itemOn(RULES, file(RULES, source), more)).toMatchObject({ state: 'different' });
});

test('a compiled file that is none is left to do', async () => {
  const source = await proposed(RULES);
  expect(await itemOn(RULES, file(RULES, source), file(`${RULES}.cdb`, 'x'))).toMatchObject({ state: 'different' });
});

test('rules that say the same compiled are done', async () => {
  const source = await proposed(RULES);
  const same = file(`${RULES}.cdb`, rulesCdb(source));
  expect(await itemOn(RULES, file(RULES, source), same)).toMatchObject({ state: 'done', left: false });
});

test('users/assign is done when users/cdb has what it has', async () => {
  const source = await proposed(ASSIGN);
  expect(source).toContain('=user11:alias:');
  const newu = { left: true, command: '/var/qmail/bin/qmail-newu' };
  expect(await itemOn(ASSIGN, file(ASSIGN, source))).toMatchObject({ state: 'missing', ...newu });
  const cdb = (text: string) => file('/var/qmail/users/cdb', assignCdb(text));
  expect(await itemOn(ASSIGN, file(ASSIGN, source), cdb('.\n'))).toMatchObject({ state: 'different', ...newu });
  expect(await itemOn(ASSIGN, file(ASSIGN, source), cdb(`+x-:user01:1:1:/:::\n${source}`))).toMatchObject({
    state: 'different',
    ...newu,
  });
  expect(await itemOn(ASSIGN, file(ASSIGN, source), cdb(source))).toMatchObject({ state: 'done', left: false });
});

test('a compiled file that cannot be looked at is not said to be done', async () => {
  const source = await proposed(RULES);
  const unread: ImageFile = { path: `${RULES}.cdb`, type: 'file', owner: 'root', group: 'root', mode: '0644' };
  expect(await itemOn(RULES, file(RULES, source), { ...unread, unread: 'permission denied' })).toMatchObject({
    state: 'could-not',
    left: true,
  });
});
