import { describe, expect, test } from 'vitest';
import { findServices } from '../../src/services/services.ts';
import type { Services, SmtpService } from '../../src/services/types.ts';
import { type Node, tree } from './tree.ts';

const HOME = '/var/qmail';
const RUN = '/var/qmail/supervise/qmail-smtpd/run';

function find(nodes: Readonly<Record<string, string | Node>>): Services {
  return findServices(tree(nodes), HOME);
}

/** The one SMTP service of a run script. */
function smtp(script: string, others: Readonly<Record<string, string | Node>> = {}): SmtpService {
  const found = find({ ...others, [RUN]: script });
  expect(found.smtp).toHaveLength(1);
  return found.smtp[0] as SmtpService;
}

function env(service: { env: readonly { name: string; value: string | null }[] }): Record<string, string | null> {
  return Object.fromEntries(service.env.map(({ name, value }) => [name, value]));
}

/** A run script after the manner of Life with qmail: ids and limits looked up first, then one long command. */
const LWQ_SMTPD = `#!/bin/sh

DAEMONUID=\`id -u qmaild\`
NOFILES=\`id -g qmaild\`
LIMIT=\`cat /var/qmail/control/concurrencyincoming\`
NAME=\`head -1 /var/qmail/control/me\`

if [ -z "$DAEMONUID" -o -z "$NOFILES" -o -z "$LIMIT" -o -z "$NAME" ]; then
    echo one of the ids, the limit or the name is not set in
    echo $0
    exit 1
fi

if [ ! -f /var/qmail/control/rcpthosts ]; then
    echo "this would be an open relay"
    exit 1
fi

exec /usr/local/bin/softlimit -m 2000000 \\
    /usr/local/bin/tcpserver -v -R -l "$NAME" -x /etc/tcp.smtp.cdb -c "$LIMIT" \\
        -u "$DAEMONUID" -g "$NOFILES" 0 smtp /var/qmail/bin/qmail-smtpd 2>&1
`;
const CONTROL = {
  '/var/qmail/control/concurrencyincoming': '20\n',
  '/var/qmail/control/me': 'mail.one.test\n',
};

describe('tcpserver', () => {
  test('the run script of Life with qmail, through the link in /service', () => {
    const found = find({
      ...CONTROL,
      [RUN]: LWQ_SMTPD,
      '/var/qmail/supervise/qmail-smtpd/log/run': '#!/bin/sh\nexec setuidgid qmaill multilog t /var/log/qmail/smtpd\n',
      '/service': { type: 'symlink', target: '/var/service' },
      '/var/service/qmail-smtpd': { type: 'symlink', target: '../qmail/supervise/qmail-smtpd' },
    });
    const user = { name: 'qmaild', uid: 7791, gid: 2108, from: 'tcpserver -u' };
    expect(found.smtp).toEqual([
      {
        file: RUN,
        line: 19,
        kind: 'tcpserver',
        user,
        rulesUser: user,
        startedAs: null,
        port: 'smtp',
        rules: '/etc/tcp.smtp.cdb',
        rulesOptional: false,
        address: '0',
        limit: { text: '20', from: '/var/qmail/control/concurrencyincoming' },
        lookupHost: true,
        lookupInfo: false,
        lookupLocal: false,
        paranoid: false,
        tls: false,
        through: [],
        program: 'qmail-smtpd',
        programPath: '/var/qmail/bin/qmail-smtpd',
        env: [],
        memory: 2000000,
        directory: '/var/qmail/supervise/qmail-smtpd',
      },
    ]);
    expect(found.files).toEqual([
      { path: RUN, kind: 'run' },
      { path: '/var/qmail/supervise/qmail-smtpd/log/run', kind: 'run' },
    ]);
    expect(found.unchecked).toEqual([]);
  });

  test('flags together, values attached, and the last of two opposites', () => {
    const found = smtp('#!/bin/sh\nexec tcpserver -vHRpXhl0 -xcdb -u7791 -g 2108 -b20 0 25 qmail-smtpd\n');
    expect(found).toMatchObject({ rules: 'cdb', rulesOptional: true, lookupHost: true, lookupInfo: false });
    expect(found).toMatchObject({ paranoid: true, port: '25', user: { uid: 7791, gid: 2108 } });
  });

  test('numbers, and a name where only a number is understood', () => {
    expect(smtp('tcpserver -u 7791 -g 2108 0 25 qmail-smtpd').user).toEqual({
      uid: 7791,
      gid: 2108,
      from: 'tcpserver -u',
    });
    expect(smtp('tcpserver -u qmaild 0 25 qmail-smtpd').user).toEqual({
      name: 'qmaild',
      uid: null,
      gid: null,
      from: 'tcpserver -u',
    });
    expect(smtp('tcpserver 0 25 qmail-smtpd').user).toBeNull();
  });

  test('an account that is missing leaves the id unknown, and its name known', () => {
    expect(smtp('U=`id -u nobodyhere`\ntcpserver -u "$U" 0 25 qmail-smtpd').user).toMatchObject({
      name: 'nobodyhere',
      uid: null,
    });
  });

  test('other ways to set ids', () => {
    const daemon = { name: 'qmaild', uid: 7791, gid: 2108 };
    expect(smtp('exec envuidgid qmaild tcpserver -U 0 25 qmail-smtpd').user).toEqual({
      ...daemon,
      from: 'tcpserver -U',
    });
    expect(smtp('exec setuidgid qmaild tcpserver 0 25 qmail-smtpd').user).toEqual({ ...daemon, from: 'setuidgid' });
    expect(smtp('exec s6-setuidgid qmaild tcpserver 0 25 qmail-smtpd').user).toMatchObject(daemon);
    expect(smtp('exec chpst -u qmaild:mail tcpserver 0 25 qmail-smtpd').user).toEqual({
      ...daemon,
      gid: 8,
      from: 'chpst -u',
    });
    expect(smtp('exec chpst -u :7791:2108 tcpserver 0 25 qmail-smtpd').user).toEqual({
      uid: 7791,
      gid: 2108,
      from: 'chpst -u',
    });
  });

  test('ids that change after tcpserver are not those that read the rules', () => {
    expect(smtp('exec tcpserver -x r.cdb 0 25 setuidgid vpopmail qmail-smtpd')).toMatchObject({
      user: { name: 'vpopmail', uid: 89 },
      rulesUser: null,
    });
  });

  test('programs between tcpserver and the server', () => {
    const script =
      'exec tcpserver -x r.cdb 0 smtp rblsmtpd -r one.test -r two.test env A=1 fixcrio qmail-smtpd host pw true';
    expect(smtp(script)).toMatchObject({ program: 'qmail-smtpd', port: 'smtp' });
    expect(env(smtp(script))).toEqual({ A: '1' });
  });

  test('a server of another name is one where mail comes in, and POP3 is none', () => {
    expect(smtp('exec tcpserver 0 25 ./other-smtp -v').program).toBe('other-smtp');
    expect(find({ [RUN]: 'exec tcpserver 0 110 qmail-popup me pw qmail-pop3d Maildir\n' }).smtp).toEqual([]);
    expect(smtp('exec tcpserver 0 209 /var/qmail/bin/qmail-qmtpd').program).toBe('qmail-qmtpd');
    expect(smtp('exec sslserver -e -n -x r.cdb 0 465 /var/qmail/bin/qmail-smtpd')).toMatchObject({
      kind: 'tcpserver',
      rules: 'r.cdb',
      port: '465',
    });
  });

  test('limits of memory', () => {
    expect(smtp('exec softlimit -a 50000000 -d 1 tcpserver 0 25 qmail-smtpd').memory).toBe(50000000);
    expect(smtp('exec softlimit -m= tcpserver 0 25 qmail-smtpd').memory).toBeNull();
    expect(smtp('exec chpst -m 9000000 tcpserver 0 25 qmail-smtpd').memory).toBe(9000000);
    expect(smtp('exec s6-softlimit -H -a 8000000 tcpserver 0 25 qmail-smtpd').memory).toBe(8000000);
    expect(smtp('ulimit -v 16384\ntcpserver 0 25 qmail-smtpd').memory).toBe(16384 * 1024);
    expect(smtp('tcpserver 0 25 qmail-smtpd').memory).toBeNull();
  });

  test('an argument that is not known makes what follows uncertain, and that is said', () => {
    const found = find({ [RUN]: 'exec tcpserver $OPTIONS -x /etc/tcp.smtp.cdb 0 25 qmail-smtpd\n' });
    expect(found.smtp[0]).toMatchObject({ port: '25', rules: '/etc/tcp.smtp.cdb', program: 'qmail-smtpd' });
    expect(found.unchecked).toEqual([
      { path: RUN, reason: 'line 1: the options of tcpserver hold a value that is not known', kind: 'could-not' },
    ]);
    const named = find({ [RUN]: 'exec tcpserver -x "$RULES" 0 25 qmail-smtpd\n' });
    expect(named.smtp[0]?.rules).toBeNull();
    expect(named.unchecked[0]).toMatchObject({ kind: 'could-not', about: 'rules' });
  });

  test('s6-tcpserver and runit’s tcpsvd have rules of their own', () => {
    const found = find({
      [RUN]: '#!/bin/sh\nexec s6-tcpserver -u 7791 -g 2108 0.0.0.0 25 s6-tcpserver-access -RHl0 -i rules qmail-smtpd\n',
      '/etc/sv/smtpd/run': '#!/bin/sh\nexec tcpsvd -v -u qmaild:nofiles -x r.cdb 0 25 qmail-smtpd\n',
    });
    expect(found.smtp).toMatchObject([
      { kind: 'other', port: '25', rules: null, user: { uid: 7791 }, lookupHost: false, lookupInfo: false },
      { kind: 'other', port: '25', rules: null, user: { name: 'qmaild', gid: 2108 } },
    ]);
    expect(found.unchecked).toHaveLength(2);
  });
});

describe('the environment', () => {
  test('export, env, envdir and their order', () => {
    const script = `#!/bin/sh
A=1
export A
export RELAYCLIENT="" B=2
C=3
exec env B=4 D= envdir ./env /usr/bin/env -u A tcpserver 0 25 qmail-smtpd
`;
    const found = smtp(script, {
      '/var/qmail/supervise/qmail-smtpd/env/E': 'five \t\nmore\n',
      '/var/qmail/supervise/qmail-smtpd/env/D': '',
      '/var/qmail/supervise/qmail-smtpd/env/.hidden': 'x\n',
    });
    expect(env(found)).toEqual({ RELAYCLIENT: '', B: '4', E: 'five' });
    expect(found.env.find(({ name }) => name === 'RELAYCLIENT')).toMatchObject({ file: RUN, line: 4, where: 'run' });
    expect(found.env.find(({ name }) => name === 'E')).toMatchObject({
      file: '/var/qmail/supervise/qmail-smtpd/env/E',
      line: 1,
      where: 'envdir',
    });
  });

  test('env - starts from nothing; a prefix is for one command', () => {
    expect(env(smtp('export A=1\nexec env - PATH=/bin tcpserver 0 25 qmail-smtpd'))).toEqual({ PATH: '/bin' });
    expect(env(smtp('A=1 true\nB=2 tcpserver 0 25 qmail-smtpd'))).toEqual({ B: '2' });
    expect(env(smtp('set -a\nA=1\nset +a\nB=2\ntcpserver 0 25 qmail-smtpd'))).toEqual({ A: '1' });
    expect(env(smtp('export A=1\nunset A\ntcpserver 0 25 qmail-smtpd'))).toEqual({});
  });

  test('chpst -e and s6-envdir', () => {
    const others = { '/e/A': 'x\0y \n', '/e/B': 'one\ntwo\n' };
    expect(env(smtp('exec chpst -e /e tcpserver 0 25 qmail-smtpd', others))).toEqual({ A: 'x\ny', B: 'one' });
    expect(env(smtp('exec s6-envdir -fn -- /e tcpserver 0 25 qmail-smtpd', others))).toEqual({
      A: 'x\ny \n',
      B: 'one\ntwo\n',
    });
  });

  test('a variable set in a branch is set, to what is not known', () => {
    const found = smtp('if [ -f /x ]; then export RELAYCLIENT=; fi\nexec tcpserver 0 25 qmail-smtpd');
    expect(env(found)).toEqual({ RELAYCLIENT: null });
  });

  test('variables by way of eval and envdir', () => {
    const script =
      'eval `env - envdir ./env awk \'BEGIN { for (i in ENVIRON) print "export " i }\'`\ntcpserver 0 25 qmail-smtpd';
    expect(env(smtp(script, { '/var/qmail/supervise/qmail-smtpd/env/QMAILQUEUE': 'bin/scan\n' }))).toEqual({
      QMAILQUEUE: 'bin/scan',
    });
  });
});

describe('other languages', () => {
  test('execline: the programs of a container', () => {
    const found = find({
      [RUN]: [
        '#!/command/execlineb -P',
        '# the ids are looked up',
        'fdmove -c 2 1',
        'foreground { echo "qmail-start { } is no word of ours" }',
        'backtick -E UID { id -u qmaild } backtick -n GID { id -g qmaild }',
        'importas -i GID GID',
        'multisubstitute { define NAME mail.one.test define LIMIT 20 }',
        'export QMAILQUEUE "/var/qmail/bin/scan me"',
        's6-softlimit -a 50000000',
        'tcpserver -v -R -H -l ${NAME} -x /etc/tcp.smtp.cdb -c $LIMIT -u $UID -g $GID 0 smtp',
        '/var/qmail/bin/qmail-smtpd',
      ].join('\n'),
      '/etc/s6-overlay/s6-rc.d/qmail-smtpd-log/run':
        '#!/command/execlineb -P\ncd /var/log/qmail\ns6-setuidgid qmaill s6-log n20 T ./smtpd\n',
      '/etc/services.d/qmail-send/run': '#!/usr/bin/execlineb -P\nemptyenv\nqmail-start "|preline procmail"\n',
    });
    expect(found.unchecked).toEqual([]);
    const user = { name: 'qmaild', uid: 7791, gid: 2108 };
    expect(found.smtp).toMatchObject([
      { kind: 'tcpserver', line: 11, program: 'qmail-smtpd', rules: '/etc/tcp.smtp.cdb', memory: 50000000, user },
    ]);
    expect(found.smtp[0] && env(found.smtp[0])).toMatchObject({ QMAILQUEUE: '/var/qmail/bin/scan me' });
    expect(found.send).toMatchObject([{ defaultDelivery: '|preline procmail', line: 3 }]);
    expect(found.logs).toMatchObject([
      { program: 's6-log', user: { name: 'qmaill' }, directories: [{ path: '/var/log/qmail/smtpd' }] },
    ]);
  });

  test('execline: what is not known, or grows without end, is not guessed', () => {
    const unknown = smtp('#!/bin/execlineb -P\nimportas R RULES tcpserver -x $R -u 7 -g 8 0 25 qmail-smtpd\n');
    expect(unknown).toMatchObject({ rules: null, program: 'qmail-smtpd' });
    const doubling = Array.from({ length: 60 }, (_, i) => `define A${i + 1} "\${A${i}}\${A${i}}"`).join('\n');
    const grown = smtp(`#!/bin/execlineb -P\ndefine A0 x\n${doubling}\ntcpserver -x $A60 0 25 qmail-smtpd\n`);
    expect(grown.rules).toBe(null);
  });

  test.each([
    [
      'a choice',
      '#!/bin/execlineb -P\nifthenelse { test -f x } { echo } { tcpserver 0 25 qmail-smtpd }\n',
      'execlineb',
    ],
    ['an open quote', '#!/bin/execlineb -P\ntcpserver 0 25 "\nqmail-smtpd\n', 'execlineb'],
    ['another language', '#!/usr/bin/perl\nexec "tcpserver 0 25 qmail-smtpd";\n', 'perl'],
  ])('%s is not read, and that is said', (_, script, language) => {
    const found = find({ [RUN]: script });
    expect(found.smtp).toMatchObject([{ kind: 'other', program: 'qmail-smtpd', rules: null, user: null }]);
    expect(found.unchecked).toEqual([
      {
        path: RUN,
        reason: `is a script for ${language}, which is not read: how qmail-smtpd is started is not known`,
        kind: 'could-not',
      },
    ]);
  });

  test('a shell found by env is one; so is none at all', () => {
    expect(smtp('#!/usr/bin/env bash\ntcpserver 0 25 qmail-smtpd').line).toBe(2);
    expect(smtp('tcpserver 0 25 qmail-smtpd').line).toBe(1);
    expect(find({ '/var/qmail/rc': '#!/usr/bin/perl\nexec "qmail-start";\n' }).send).toMatchObject([
      { defaultDelivery: null, line: 2 },
    ]);
  });
});

test('/dev/null gives nothing, and that is known', () => {
  const found = smtp('A=$(cat /dev/null)\nexport A\nexec tcpserver 0 25 qmail-smtpd\n', {
    '/dev/null': { type: 'device' },
  });
  expect(env(found)).toEqual({ A: '' });
  expect(
    find({ [RUN]: 'A=$(cat /dev/null)\nexec tcpserver 0 25 qmail-smtpd\n', '/dev/null': { type: 'device' } }).unchecked,
  ).toEqual([]);
});
