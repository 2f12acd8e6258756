import { describe, expect, test } from 'vitest';
import { findServices, relayclientSettings } from '../../src/services/services.ts';
import { type Node, tree } from './tree.ts';

function find(nodes: Readonly<Record<string, string | Node>>) {
  return findServices(tree(nodes), '/var/qmail');
}

describe('inetd', () => {
  test('tcp-env, and a comment', () => {
    const found = find({
      '/etc/inetd.conf': `# mail
#smtp stream tcp nowait root /usr/sbin/sendmail sendmail -bs
ftp     stream  tcp     nowait  root    /usr/sbin/tcpd  in.ftpd
smtp    stream  tcp     nowait  qmaild  /var/qmail/bin/tcp-env  tcp-env /var/qmail/bin/qmail-smtpd
`,
    });
    expect(found.smtp).toMatchObject([
      {
        file: '/etc/inetd.conf',
        line: 4,
        kind: 'inetd',
        port: 'smtp',
        program: 'qmail-smtpd',
        user: { name: 'qmaild', uid: 7791, gid: 2108, from: 'inetd' },
        rules: null,
        lookupHost: true,
        lookupInfo: true,
      },
    ]);
    expect(found.files).toEqual([{ path: '/etc/inetd.conf', kind: 'inetd' }]);
  });

  test('tcpd, env, a group, an address before the port, tcp-env -R', () => {
    const found = find({
      '/etc/inetd.conf': `127.0.0.1:587 stream tcp nowait qmaild.mail /usr/sbin/tcpd /var/qmail/bin/tcp-env -R /var/qmail/bin/qmail-smtpd
25 stream tcp nowait qmaild:mail /usr/bin/env env RELAYCLIENT= /var/qmail/bin/tcp-env /var/qmail/bin/qmail-smtpd
`,
    });
    expect(found.smtp).toMatchObject([
      { port: '587', lookupInfo: false, user: { name: 'qmaild', gid: 8 } },
      { port: '25', lookupInfo: true, user: { name: 'qmaild', gid: 8 } },
    ]);
    expect(relayclientSettings(found)).toEqual([
      { value: '', file: '/etc/inetd.conf', line: 2, where: 'inetd', clients: null },
    ]);
  });
});

describe('xinetd', () => {
  const STANZA = `service smtp
{
        disable     = no
        # the usual
        socket_type = stream
        wait        = no
        user        = qmaild
        group       = mail
        env         = RELAYCLIENT= DATABYTES=1000
        env        += BADMAILFROM=x
        rlimit_as   = 16M
        server      = /var/qmail/bin/tcp-env
        server_args = -R /var/qmail/bin/qmail-smtpd
}
`;

  test('a stanza in xinetd.d', () => {
    const found = find({ '/etc/xinetd.d/smtp': STANZA });
    expect(found.smtp).toMatchObject([
      {
        file: '/etc/xinetd.d/smtp',
        line: 1,
        kind: 'xinetd',
        port: 'smtp',
        program: 'qmail-smtpd',
        user: { name: 'qmaild', uid: 7791, gid: 8, from: 'xinetd user' },
        memory: 16 * 1024 * 1024,
        lookupInfo: false,
      },
    ]);
    expect(found.smtp[0]?.env.map(({ name, value, line }) => [name, value, line])).toEqual([
      ['RELAYCLIENT', '', 9],
      ['DATABYTES', '1000', 9],
      ['BADMAILFROM', 'x', 10],
    ]);
    expect(relayclientSettings(found)).toMatchObject([{ value: '', line: 9, where: 'xinetd' }]);
  });

  test('a disabled one does not count, nor a file that xinetd passes over', () => {
    expect(find({ '/etc/xinetd.d/smtp': STANZA.replace('= no\n', '= yes\n') }).smtp).toEqual([]);
    expect(find({ '/etc/xinetd.d/smtp.rpmsave': STANZA }).smtp).toEqual([]);
    expect(find({ '/etc/xinetd.d/smtp': STANZA, '/etc/xinetd.conf': 'defaults\n{\n}\n' }).smtp).toEqual([]);
  });

  test('xinetd.conf itself, includedir, and a port of its own', () => {
    const found = find({
      '/etc/xinetd.conf': `${STANZA.replace('env ', 'port = 2525\n env ')}includedir /etc/x.d\n`,
      '/etc/x.d/more': STANZA.replace('tcp-env', 'qmail-smtpd').replace('-R /var/qmail/bin/qmail-smtpd', ''),
    });
    expect(found.smtp.map(({ file, port, program }) => [file, port, program])).toEqual([
      ['/etc/xinetd.conf', '2525', 'qmail-smtpd'],
      ['/etc/x.d/more', 'smtp', 'qmail-smtpd'],
    ]);
  });
});

describe('systemd', () => {
  test('qmail-start in a unit', () => {
    const found = find({
      '/etc/systemd/system/qmail.service': `[Unit]
Description=qmail
[Service]
Environment="PATH=/var/qmail/bin:/bin" 'A=b c'
ExecStart=/var/qmail/bin/qmail-start ./Maildir/ \\
  splogger qmail
[Install]
WantedBy=multi-user.target
`,
    });
    expect(found.send).toMatchObject([
      {
        file: '/etc/systemd/system/qmail.service',
        line: 5,
        defaultDelivery: './Maildir/',
        env: [
          { name: 'PATH', value: '/var/qmail/bin:/bin', line: 4, where: 'systemd' },
          { name: 'A', value: 'b c' },
        ],
      },
    ]);
    expect(found.files).toEqual([{ path: '/etc/systemd/system/qmail.service', kind: 'systemd' }]);
  });

  test('tcpserver in a unit: user, limits, environment files and drop-ins', () => {
    const found = find({
      '/lib/systemd/system/qmail-smtpd.service': `[Service]
User=qmaild
Group=mail
LimitAS=64M
EnvironmentFile=-/etc/default/smtpd
EnvironmentFile=-/etc/default/missing
WorkingDirectory=/var/qmail
ExecStart=/usr/bin/wrong
`,
      '/etc/systemd/system/qmail-smtpd.service.d/local.conf': `[Service]
ExecStart=
ExecStart=-/usr/bin/tcpserver -H -R $LOOKUPS -x \${RULES}.cdb 0 25 /var/qmail/bin/qmail-smtpd
`,
      '/etc/default/smtpd': '# smtpd\nRULES="/etc/tcp.smtp"\nLOOKUPS=-p -l 0\nRELAYCLIENT=\n',
    });
    expect(found.smtp).toMatchObject([
      {
        file: '/etc/systemd/system/qmail-smtpd.service.d/local.conf',
        line: 3,
        kind: 'tcpserver',
        rules: '/etc/tcp.smtp.cdb',
        paranoid: true,
        port: '25',
        memory: 64 * 1024 * 1024,
        user: { name: 'qmaild', uid: 7791, gid: 8, from: 'User=' },
        directory: '/var/qmail',
      },
    ]);
    expect(relayclientSettings(found)).toEqual([
      { value: '', file: '/etc/default/smtpd', line: 4, where: 'systemd', clients: null },
    ]);
    expect(found.unchecked).toEqual([]);
  });

  test('a socket unit', () => {
    const found = find({
      '/etc/systemd/system/smtp@.service':
        '[Service]\nUser=7791\nStandardInput=socket\nExecStart=-/var/qmail/bin/tcp-env -R /var/qmail/bin/qmail-smtpd\n',
      '/etc/systemd/system/smtp.socket': '[Socket]\nListenStream=0.0.0.0:25\nAccept=yes\n',
    });
    expect(found.smtp).toMatchObject([
      { kind: 'systemd', port: '25', user: { uid: 7791, gid: 2108 }, lookupInfo: false },
    ]);
  });

  test('the unit in /etc hides the one in /lib, a masked one hides it whole', () => {
    const unit = (argument: string) => `[Service]\nExecStart=/var/qmail/bin/qmail-start ${argument}\n`;
    const lib = { '/usr/lib/systemd/system/qmail.service': unit('lib') };
    expect(find(lib).send[0]?.defaultDelivery).toBe('lib');
    expect(find({ ...lib, '/etc/systemd/system/qmail.service': unit('etc') }).send).toHaveLength(1);
    const mask: Node = { type: 'symlink', target: '/dev/null' };
    expect(find({ ...lib, '/etc/systemd/system/qmail.service': mask, '/dev/null': { type: 'device' } }).send).toEqual(
      [],
    );
    const link: Node = { type: 'symlink', target: '/usr/lib/systemd/system/qmail.service' };
    expect(find({ ...lib, '/etc/systemd/system/mail.service': link }).send).toHaveLength(1);
  });

  test('a unit that runs a script, which runs another', () => {
    const found = find({
      '/etc/systemd/system/mail.service': '[Service]\nUser=root\nExecStart=/usr/local/bin/qmail-smtp-start.sh\n',
      '/usr/local/bin/qmail-smtp-start.sh': '#!/bin/bash\nexec /var/qmail/supervise/smtp/run\n',
      '/var/qmail/supervise/smtp/run': '#!/bin/sh\nexec tcpserver -x r.cdb 0 smtp /var/qmail/bin/qmail-smtpd\n',
    });
    expect(found.smtp).toMatchObject([
      {
        file: '/var/qmail/supervise/smtp/run',
        line: 2,
        kind: 'tcpserver',
        user: { name: 'root', uid: 0, from: 'User=' },
      },
    ]);
  });

  test('a unit that supervises a service directory', () => {
    const found = find({
      '/etc/systemd/system/smtpd.service': '[Service]\nExecStart=/usr/bin/supervise /etc/qmail/services/smtp/\n',
      '/etc/qmail/services/smtp/run': '#!/bin/sh\nexec tcpserver -x ./r.cdb 0 smtp qmail-smtpd\n',
    });
    expect(found.smtp).toMatchObject([
      { file: '/etc/qmail/services/smtp/run', rules: './r.cdb', directory: '/etc/qmail/services/smtp' },
    ]);
  });

  test('what is not known of a command line', () => {
    const found = find({
      '/etc/systemd/system/qmail@.service': '[Service]\nExecStart=/var/qmail/bin/qmail-start ./%i/\n',
      '/etc/systemd/system/qmail2.service': '[Service]\nExecStart=@/bin/sh sh -c "exec qmail-start $$PWD"\n',
    });
    expect(found.send.map(({ defaultDelivery }) => defaultDelivery)).toEqual([null, null]);
    expect(found.unchecked).toHaveLength(2);
  });

  test('a directory of many units: ours are not lost among them', () => {
    const others = Array.from({ length: 600 }, (_, index) => [`/usr/lib/systemd/system/a${index}.service`, '']);
    const found = find({
      ...Object.fromEntries(others),
      '/usr/lib/systemd/system/qmail.service': '[Service]\nExecStart=/var/qmail/bin/qmail-start ./Maildir/\n',
    });
    expect(found.send).toMatchObject([{ defaultDelivery: './Maildir/' }]);
    expect(found.unchecked).toEqual([]);
  });
});

describe('hosts.allow', () => {
  test('lines that set RELAYCLIENT', () => {
    const found = find({
      '/etc/hosts.allow': `# tcp-env: 10.: setenv = RELAYCLIENT
sshd: ALL
tcp-env: 192.168.1., \\
  [2001:db8::]/32: setenv = RELAYCLIENT
tcp-env, qmail-smtpd : 10.9.8.7 : severity mail.info : setenv RELAYCLIENT @relay.test
tcp-env: .one.test: setenv = RELAYCLIENT %a
tcp-env: ALL
`,
    });
    expect(found.files).toEqual([{ path: '/etc/hosts.allow', kind: 'hosts.allow' }]);
    expect(found.tcpd.map(({ daemons, line }) => [daemons, line])).toEqual([
      ['tcp-env', 3],
      ['tcp-env, qmail-smtpd', 5],
      ['tcp-env', 6],
    ]);
    expect(relayclientSettings(found).map(({ value, clients }) => [value, clients])).toEqual([
      ['', '192.168.1.,   [2001:db8::]/32'],
      ['@relay.test', '10.9.8.7'],
      [null, '.one.test'],
    ]);
  });
});

describe('RELAYCLIENT in scripts', () => {
  test('in a run script and in an envdir', () => {
    const found = find({
      '/service/a/run': '#!/bin/sh\nexport RELAYCLIENT="@x"\nexec tcpserver 0 25 qmail-smtpd\n',
      '/service/b/run': '#!/bin/sh\nexec envdir ./env tcpserver 0 587 qmail-smtpd\n',
      '/service/b/env/RELAYCLIENT': '\n',
      '/service/c/run': '#!/bin/sh\nRELAYCLIENT=\nexec tcpserver 0 465 qmail-smtpd\n',
    });
    expect(relayclientSettings(found)).toEqual([
      { value: '@x', file: '/service/a/run', line: 2, where: 'run', clients: null },
      { value: '', file: '/service/b/env/RELAYCLIENT', line: 1, where: 'envdir', clients: null },
    ]);
  });
});
