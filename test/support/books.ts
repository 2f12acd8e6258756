/** Installations as the books tell to make them, each as setups on top of the sound one. Nothing in them is wrong. */
import type { Image } from '../../src/host/image.ts';
import { type Setup, setUp, soundImage } from './setup.ts';
import { TWO_DOMAINS, vpopmailSetup } from './vpopmail.ts';

const root = (mode: string, content?: string) => ({
  mode,
  owner: 'root:root',
  ...(content === undefined ? { type: 'dir' } : { content }),
});
const link = (target: string) => ({ symlink: target, owner: 'root:root', mode: '0777' });
const logDir = { type: 'dir', mode: '0755', owner: 'qmaill:root' };
/** control/ and alias/ as somebody fills them who types the commands of a book as root. */
const typed = (content: string) => root('0644', content);

/** `./config-fast mail.one.test`, and the domain that people know. */
const CONFIG_FAST: Setup = {
  '/var/qmail/control/me': typed('mail.one.test\n'),
  '/var/qmail/control/defaultdomain': typed('one.test\n'),
  '/var/qmail/control/plusdomain': typed('one.test\n'),
  '/var/qmail/control/locals': typed('mail.one.test\none.test\n'),
  '/var/qmail/control/rcpthosts': typed('mail.one.test\none.test\n'),
};

const LWQ_RC = `#!/bin/sh

# Log to stdout, deliver as control/defaultdelivery says

exec env - PATH="/var/qmail/bin:$PATH" \\
qmail-start "\`cat /var/qmail/control/defaultdelivery\`"
`;

const LWQ_SMTPD = `#!/bin/sh

QMAILDUID=\`id -u qmaild\`
NOFILESGID=\`id -g qmaild\`
MAXSMTPD=\`cat /var/qmail/control/concurrencyincoming\`
LOCAL=\`head -1 /var/qmail/control/me\`

if [ -z "$QMAILDUID" -o -z "$NOFILESGID" -o -z "$MAXSMTPD" -o -z "$LOCAL" ]; then
    echo one of the four is not set in
    echo /var/qmail/supervise/qmail-smtpd/run
    exit 1
fi

if [ ! -f /var/qmail/control/rcpthosts ]; then
    echo "no rcpthosts, which would be an open relay"
    exit 1
fi

exec /usr/local/bin/softlimit -m 20000000 \\
    /usr/local/bin/tcpserver -v -R -l "$LOCAL" -x /etc/tcp.smtp.cdb -c "$MAXSMTPD" \\
        -u "$QMAILDUID" -g "$NOFILESGID" 0 smtp /var/qmail/bin/qmail-smtpd 2>&1
`;

const LWQ_POP3D = `#!/bin/sh
exec /usr/local/bin/softlimit -m 20000000 \\
    /usr/local/bin/tcpserver -v -R -H -l 0 0 110 /var/qmail/bin/qmail-popup \\
    mail.one.test /bin/checkpassword /var/qmail/bin/qmail-pop3d Maildir 2>&1
`;

/** The part of qmailctl that has to do with files. */
const QMAILCTL = `#!/bin/sh
# description: the qmail MTA
PATH=/var/qmail/bin:/bin:/usr/bin:/usr/local/bin:/usr/local/sbin
export PATH
case "$1" in
  start)
    svok /service/qmail-send && svc -u /service/qmail-send /service/qmail-send/log
    svok /service/qmail-smtpd && svc -u /service/qmail-smtpd /service/qmail-smtpd/log
    ;;
  doqueue|alrm|flush)
    /var/qmail/bin/qmail-tcpok
    svc -a /service/qmail-send
    ;;
  reload|hup)
    svc -h /service/qmail-send
    ;;
  cdb)
    tcprules /etc/tcp.smtp.cdb /etc/tcp.smtp.tmp < /etc/tcp.smtp
    chmod 644 /etc/tcp.smtp.cdb
    ;;
  *)
    echo "Usage: $0 {start|doqueue|flush|alrm|reload|hup|cdb}"
    exit 1
    ;;
esac
`;

const multilog = (dir: string) => `#!/bin/sh\nexec /usr/local/bin/setuidgid qmaill /usr/local/bin/multilog t ${dir}\n`;

/** `ID:RULES` of tcp.smtp, with what tcprules makes of it. */
const rules = (path: string, text: string): Setup => ({
  [path]: root('0644', text),
  [`${path}.cdb`]: { tcprules: text, mode: '0644', owner: 'root:root' },
});

/** netqmail has these still. */
const OLD_PROGRAMS: Setup = Object.fromEntries(
  ['elq', 'maildirwatch', 'pinq', 'qail', 'qsmhook'].map((name) => [
    `/var/qmail/bin/${name}`,
    { type: 'file', size: 1000, mode: '0755', owner: 'root:qmail' },
  ]),
);

const SEND_BY_RC: Setup = {
  '/var/qmail/control/defaultdelivery': typed('./Maildir/\n'),
  '/var/qmail/rc': root('0755', LWQ_RC),
  '/var/qmail/supervise/qmail-send': root('1755'),
  '/var/qmail/supervise/qmail-send/run': root('0755', '#!/bin/sh\nexec /var/qmail/rc\n'),
};

const LIFE_WITH_QMAIL: Setup = {
  ...OLD_PROGRAMS,
  '/var/qmail/bin/qmail-smtpd': { content: '214 netqmail home page: http://qmail.org/netqmail\r\n' },
  ...CONFIG_FAST,
  ...SEND_BY_RC,
  '/var/qmail/control/concurrencyincoming': typed('20\n'),
  '/var/qmail/bin/qmailctl': root('0755', QMAILCTL),
  '/usr/bin/qmailctl': link('/var/qmail/bin/qmailctl'),
  '/var/qmail/supervise': root('0755'),
  '/var/qmail/supervise/qmail-send/log/run': root('0755', multilog('/var/log/qmail')),
  '/var/qmail/supervise/qmail-smtpd': root('1755'),
  '/var/qmail/supervise/qmail-smtpd/run': root('0755', LWQ_SMTPD),
  '/var/qmail/supervise/qmail-smtpd/log/run': root('0755', multilog('/var/log/qmail/smtpd')),
  '/var/qmail/supervise/qmail-pop3d': root('1755'),
  '/var/qmail/supervise/qmail-pop3d/run': root('0755', LWQ_POP3D),
  '/var/qmail/supervise/qmail-pop3d/log/run': root('0755', multilog('/var/log/qmail/pop3d')),
  '/bin/checkpassword': { type: 'file', size: 12000, mode: '0700', owner: 'root:root' },
  '/service': root('0755'),
  '/service/qmail-send': link('/var/qmail/supervise/qmail-send'),
  '/service/qmail-smtpd': link('/var/qmail/supervise/qmail-smtpd'),
  '/service/qmail-pop3d': link('/var/qmail/supervise/qmail-pop3d'),
  '/var/log': root('0755'),
  '/var/log/qmail': logDir,
  '/var/log/qmail/smtpd': logDir,
  '/var/log/qmail/pop3d': logDir,
  ...rules('/etc/tcp.smtp', '127.:allow,RELAYCLIENT=""\n'),
  '/usr/lib/sendmail.old': { type: 'file', size: 700000, mode: '0000', owner: 'root:root' },
  '/usr/lib/sendmail': link('/var/qmail/bin/sendmail'),
  '/usr/sbin/sendmail': link('/var/qmail/bin/sendmail'),
  '/var/qmail/alias/.qmail-root': typed('alice\n'),
  '/var/qmail/alias/.qmail-postmaster': typed('alice\n'),
  '/var/qmail/alias/.qmail-mailer-daemon': link('.qmail-postmaster'),
  '/var/qmail/alias/.qmail-abuse': link('.qmail-postmaster'),
};

const SEND_UNIT = `[Unit]
Description=qmail delivery daemon
After=network.target local-fs.target
ConditionFileIsExecutable=/var/qmail/bin/qmail-start

[Service]
Type=simple
Restart=always
Environment=PATH=/var/qmail/bin:/usr/bin:/bin:/usr/sbin:/sbin
ExecStart=/var/qmail/bin/qmail-start ./Maildir/
ExecReload=/bin/kill -HUP $MAINPID
SyslogFacility=mail
SyslogIdentifier=qmail-send

[Install]
WantedBy=multi-user.target
`;

const SMTPD_SOCKET = `[Unit]
Description=qmail SMTP socket

[Socket]
ListenStream=0.0.0.0:25
Accept=yes

[Install]
WantedBy=sockets.target
`;

const SMTPD_UNIT = `[Unit]
Description=qmail SMTP connection
Requires=qmail-smtpd.socket

[Service]
ExecStart=/var/qmail/bin/tcp-env -R /var/qmail/bin/qmail-smtpd
StandardInput=socket
StandardOutput=socket
User=qmaild
Group=nofiles
`;

const SUBMISSION_UNIT = `[Unit]
Description=qmail relay for this host

[Service]
EnvironmentFile=-/etc/default/qmail-relay
ExecStart=/usr/bin/tcpserver -v -R -H -l mail.one.test -x /etc/tcp.relay.cdb -c 20 -u 7791 -g 2108 127.0.0.1 2525 /var/qmail/bin/qmail-smtpd
LimitAS=64M

[Install]
WantedBy=multi-user.target
`;

/** Packages put units below /usr/lib, and `systemctl enable` links them from /etc. */
const NOTQMAIL_UNDER_SYSTEMD: Setup = {
  ...CONFIG_FAST,
  '/usr/lib/systemd/system/qmail-send.service': root('0644', SEND_UNIT),
  '/usr/lib/systemd/system/qmail-smtpd.socket': root('0644', SMTPD_SOCKET),
  '/usr/lib/systemd/system/qmail-smtpd@.service': root('0644', SMTPD_UNIT),
  '/etc/systemd/system/qmail-relay.service': root('0644', SUBMISSION_UNIT),
  '/etc/systemd/system/multi-user.target.wants/qmail-send.service': link('/usr/lib/systemd/system/qmail-send.service'),
  '/etc/systemd/system/multi-user.target.wants/qmail-relay.service': link('/etc/systemd/system/qmail-relay.service'),
  '/etc/systemd/system/sockets.target.wants/qmail-smtpd.socket': link('/usr/lib/systemd/system/qmail-smtpd.socket'),
  '/etc/default/qmail-relay': root('0644', '# DATABYTES=\nDATABYTES=20000000\n'),
  ...rules('/etc/tcp.relay', '127.:allow,RELAYCLIENT=""\n:deny\n'),
  '/usr/sbin/sendmail': link('/var/qmail/bin/sendmail'),
  '/usr/lib/sendmail': link('../sbin/sendmail'),
  '/var/qmail/alias/.qmail-postmaster': typed('&alice\n'),
  '/var/qmail/alias/.qmail-root': typed('&alice\n'),
  '/var/qmail/alias/.qmail-mailer-daemon': typed('&postmaster\n'),
};

const S6_SMTPD = `#!/command/with-contenv sh
exec 2>&1
exec s6-softlimit -a 100000000 \\
  tcpserver -v -R -H -l "$(head -n 1 /var/qmail/control/me)" -x /var/qmail/control/tcp.smtp.cdb -c 50 \\
  -u "$(id -u qmaild)" -g "$(id -g qmaild)" 0 25 /var/qmail/bin/qmail-smtpd
`;

const s6Log = (dir: string) => `#!/command/execlineb -P
s6-setuidgid qmaill
s6-log n20 s1000000 T ${dir}
`;

/** A source directory of s6-rc: a service that runs for long, or its log. */
const longrun = (name: string, run: string, more: Readonly<Record<string, string>>): Setup => {
  const dir = `/etc/s6-overlay/s6-rc.d/${name}`;
  return {
    [dir]: root('0755'),
    [`${dir}/type`]: root('0644', 'longrun\n'),
    [`${dir}/run`]: root('0755', run),
    ...Object.fromEntries(Object.entries(more).map(([file, text]) => [`${dir}/${file}`, root('0644', text)])),
  };
};

const mail = (mode: string, content?: string) => ({ ...root(mode, content), owner: 'vmail:vmail' });
const maildir = { type: 'dir', mode: '0700', owner: 'vmail:vmail', holds: 'tmp new cur' };

/** vpopmail as its own book has it: qmail-smtpd runs as qmaild, and a big domain has hashed directories. */
const VPOPMAIL: Setup = {
  ...vpopmailSetup({ domains: TWO_DOMAINS }),
  '/var/qmail/supervise/qmail-smtpd/run': root('0755', LWQ_SMTPD),
  '/var/qmail/control/concurrencyincoming': typed('20\n'),
  ...SEND_BY_RC,
};

/** What `docker export` gives: nobody can log in, one account holds the mail of all, and nothing runs. */
const CONTAINER_WITH_S6: Setup = {
  ...CONFIG_FAST,
  passwd: ['vmail:x:5000:5000::/mail:/sbin/nologin'],
  group: 'vmail:x:5000:',
  '/home': null,
  '/mail': mail('0755'),
  '/mail/.qmail-joe': mail('0644', './joe/\n'),
  '/mail/.qmail-ann': mail('0644', './ann/\n'),
  '/mail/.qmail-postmaster': mail('0644', '&joe@one.test\n'),
  '/mail/joe': maildir,
  '/mail/ann': maildir,
  '/var/qmail/control/locals': typed('localhost\nmail.one.test\n'),
  '/var/qmail/control/virtualdomains': typed('one.test:vmail\n'),
  '/var/qmail/alias/.qmail-postmaster': typed('&joe@one.test\n'),
  '/var/qmail/alias/.qmail-root': typed('&joe@one.test\n'),
  '/var/qmail/alias/.qmail-mailer-daemon': typed('&joe@one.test\n'),
  ...rules('/var/qmail/control/tcp.smtp', '127.:allow,RELAYCLIENT=""\n172.17.:allow,RELAYCLIENT=""\n:allow\n'),
  ...longrun(
    'qmail-send',
    '#!/command/execlineb -P\nfdmove -c 2 1\nexport PATH /var/qmail/bin:/usr/bin:/bin\nqmail-start ./Maildir/\n',
    { 'producer-for': 'qmail-send-log\n', 'dependencies.d/base': '' },
  ),
  ...longrun('qmail-send-log', s6Log('/var/log/qmail/send'), {
    'consumer-for': 'qmail-send\n',
    'pipeline-name': 'qmail-send-pipeline\n',
  }),
  ...longrun('qmail-smtpd', S6_SMTPD, { 'producer-for': 'qmail-smtpd-log\n', 'dependencies.d/base': '' }),
  ...longrun('qmail-smtpd-log', s6Log('/var/log/qmail/smtpd'), {
    'consumer-for': 'qmail-smtpd\n',
    'pipeline-name': 'qmail-smtpd-pipeline\n',
  }),
  '/etc/s6-overlay/s6-rc.d/user/contents.d/qmail-send-pipeline': root('0644', ''),
  '/etc/s6-overlay/s6-rc.d/user/contents.d/qmail-smtpd-pipeline': root('0644', ''),
  '/var/log': root('0755'),
  '/var/log/qmail': root('0755'),
  '/var/log/qmail/send': logDir,
  '/var/log/qmail/smtpd': logDir,
};

export const BOOKS = {
  'Life with qmail': LIFE_WITH_QMAIL,
  'notqmail under systemd': NOTQMAIL_UNDER_SYSTEMD,
  'a container with s6': CONTAINER_WITH_S6,
  vpopmail: VPOPMAIL,
} satisfies Record<string, Setup>;

const TAKEN = 1_795_500_000;

/** Processes that all started an hour before the look. */
function running(
  lines: readonly (readonly [pid: number, ppid: number, uid: number, args: string, more?: object])[],
): Setup {
  return {
    taken: TAKEN,
    mounts: [{ path: '/', type: 'ext4', options: ['rw', 'relatime'], device: 1 }],
    room: { '/': { blocks: 1e6, blocksFree: 5e5, inodes: 1e6, inodesFree: 5e5, blockSize: 4096 } },
    processes: lines.map(([pid, ppid, uid, args, more]) => ({
      pid,
      ppid,
      uid,
      name: (args.split(' ')[0] ?? '').split('/').at(-1)?.slice(0, 15) ?? '',
      started: TAKEN - 3600,
      args: args.split(' '),
      ...more,
    })),
  };
}

const QUEUE = { cwd: '/var/qmail/queue' };

/** Under init, what svscanboot of daemontools leads to. */
export const LIFE_RUNNING: Setup = running([
  [1, 0, 0, '/sbin/init'],
  [200, 1, 0, '/bin/sh /command/svscanboot'],
  [201, 200, 0, 'svscan /service'],
  [202, 200, 0, 'readproctitle service errors: ................'],
  [203, 201, 0, 'supervise qmail-send'],
  [204, 201, 0, 'supervise log'],
  [205, 201, 0, 'supervise qmail-smtpd'],
  [206, 203, 7796, 'qmail-send', QUEUE],
  [207, 204, 7792, '/usr/local/bin/multilog t /var/log/qmail'],
  [208, 206, 0, 'qmail-lspawn ./Maildir/'],
  [209, 206, 7795, 'qmail-rspawn'],
  [210, 206, 7794, 'qmail-clean'],
  [
    211,
    205,
    7791,
    '/usr/local/bin/tcpserver -v -R -l mail.one.test -x /etc/tcp.smtp.cdb -c 20 -u 7791 -g 2108 0 smtp /var/qmail/bin/qmail-smtpd',
    { listens: [25] },
  ],
  [212, 211, 7791, '/var/qmail/bin/qmail-smtpd'],
]);

export const SYSTEMD_RUNNING: Setup = running([
  [1, 0, 0, '/usr/lib/systemd/systemd', { name: 'systemd', listens: [25] }],
  [206, 1, 7796, 'qmail-send', QUEUE],
  [208, 206, 0, 'qmail-lspawn ./Maildir/'],
  [209, 206, 7795, 'qmail-rspawn'],
  [210, 206, 7794, 'qmail-clean'],
  [
    211,
    1,
    7791,
    '/usr/bin/tcpserver -v -R -H -l mail.one.test -x /etc/tcp.relay.cdb -c 20 -u 7791 -g 2108 127.0.0.1 2525 /var/qmail/bin/qmail-smtpd',
    { listens: [2525] },
  ],
]);

/** The book with some paths changed. */
export function byTheBook(book: Setup, change: Setup = {}): Image {
  const sound = soundImage();
  // Whose homes the book does not have, it has no accounts of.
  const passwd = book['/home'] === null ? sound.passwd.filter(([name]) => !/^(alice|bob)$/.test(name)) : sound.passwd;
  // What is delivered to is told by what starts qmail.
  const { defaultDelivery: _, ...image } = setUp(change, setUp(book, { ...sound, passwd }));
  return image;
}
