/** Lines of passwd(5) against what getpwnam(3) of glibc 2.36 made of them. */
import { expect, test } from 'vitest';
import { parseEtcPasswd, parsePasswd } from '../../src/host/accounts.ts';

test.each([
  ['a blank in front', ' lead:x:3991:100::/home/lead:/bin/sh', ['lead', 3991, 100, '/home/lead']],
  ['a tab in front', '\ttab:x:3991:100::/home/tab:/bin/sh', ['tab', 3991, 100, '/home/tab']],
  ['nothing after the gid', 'short:x:3992:100', ['short', 3992, 100, '']],
  ['no home', 'short:x:3992:100:', ['short', 3992, 100, '']],
  ['no shell', 'noshell:x:3996:100::/home/noshell', ['noshell', 3996, 100, '/home/noshell']],
  ['a field too many', 'colons:x:3001:100::/home/alice:/bin/sh:more', ['colons', 3001, 100, '/home/alice']],
  ['a blank before the uid', 'spuid:x: 3001:100::/home/alice:/bin/sh', ['spuid', 3001, 100, '/home/alice']],
  ['a plus before the ids', 'plus:x:+3001:+100::/home/alice:/bin/sh', ['plus', 3001, 100, '/home/alice']],
  ['noughts before the ids', 'zero:x:03001:0100::/home/alice:/bin/sh', ['zero', 3001, 100, '/home/alice']],
  ['the greatest uid', 'max:x:4294967295:100::/home/alice:/bin/sh', ['max', 4294967295, 100, '/home/alice']],
])('found: %s', (_, line, [name, uid, gid, home]) => {
  expect(parsePasswd(`root:x:0:0::/root:/bin/sh\n${line}`)[1]).toEqual({ name, uid, gid, home });
  expect(parseEtcPasswd(`${line}\nlast:x:1:1::/:\n`)[0]).toEqual({ name, uid, gid, home, line: 1 });
});

test.each([
  ['no uid', 'nouid:x::100::/home/alice:/bin/sh'],
  ['letters in the uid', 'baduid:x:12a:100::/home/alice:/bin/sh'],
  ['a negative uid', 'neguid:x:-5:100::/home/alice:/bin/sh'],
  ['a uid of 33 bits', 'biguid:x:4294967297:100::/home/alice:/bin/sh'],
  ['a hexadecimal uid', 'hexuid:x:0x0bb9:100::/home/alice:/bin/sh'],
  ['a blank after the uid', 'uidsp:x:3001 :100::/home/alice:/bin/sh'],
  ['no gid', 'nogid:x:3994:::/home/alice:/bin/sh'],
  ['what NIS adds', '+nis:x:3997:100::/home/nis:/bin/sh'],
  ['all of NIS', '+::::::'],
  ['what NIS takes away', '-minus:x:3998:100::/home/minus:/bin/sh'],
  ['a comment', '#comment:x:3999:100::/home/c:/bin/sh'],
  ['an indented comment', ' #comment:x:3999:100::/home/c:/bin/sh'],
  ['a name alone', 'name'],
  ['nothing', ''],
])('not found: %s', (_, line) => {
  expect(parsePasswd(`${line}\nlast:x:1:1::/:\n`).map(({ name }) => name)).toEqual(['last']);
  expect(parsePasswd(line)).toEqual([]);
});
