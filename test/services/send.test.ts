import { describe, expect, test } from 'vitest';
import { findServices } from '../../src/services/services.ts';
import type { SendService, Services } from '../../src/services/types.ts';
import { type Node, tree } from './tree.ts';

function find(nodes: Readonly<Record<string, string | Node>>): Services {
  return findServices(tree(nodes), '/var/qmail');
}

function send(script: string, others: Readonly<Record<string, string | Node>> = {}): SendService {
  const found = find({ ...others, '/var/qmail/rc': script });
  expect(found.send).toHaveLength(1);
  return found.send[0] as SendService;
}

describe('qmail-start', () => {
  test('the rc of Life with qmail reads control/defaultdelivery', () => {
    const script =
      '#!/bin/sh\n\nexec env - PATH="/var/qmail/bin:$PATH" \\\nqmail-start "`cat /var/qmail/control/defaultdelivery`"\n';
    const found = find({
      '/var/qmail/control/defaultdelivery': './Maildir/\n\n',
      '/var/qmail/rc': script,
      '/var/qmail/supervise/qmail-send/run': '#!/bin/sh\nexec /var/qmail/rc\n',
    });
    expect(found.send).toEqual([
      {
        file: '/var/qmail/rc',
        line: 3,
        defaultDelivery: './Maildir/',
        defaultDeliveryFrom: { file: '/var/qmail/control/defaultdelivery' },
        env: [{ name: 'PATH', value: null, file: '/var/qmail/rc', line: 3, where: 'run' }],
        starters: ['/var/qmail/supervise/qmail-send/run', '/var/qmail/rc'],
        user: null,
        memory: null,
        background: false,
      },
    ]);
    expect(found.files.map(({ kind }) => kind)).toEqual(['run', 'rc']);
    expect(found.unchecked).toEqual([]);
  });

  test('the examples that come with qmail: an mbox, procmail, dot-forward', () => {
    const head = '#!/bin/sh\n\nexec env - PATH="/var/qmail/bin:$PATH" \\\n';
    expect(send(`${head}qmail-start ./Mailbox splogger qmail\n`)).toMatchObject({
      defaultDelivery: './Mailbox',
      defaultDeliveryFrom: { file: '/var/qmail/rc', line: 3 },
    });
    expect(send(`${head}qmail-start '|preline procmail' splogger qmail\n`).defaultDelivery).toBe('|preline procmail');
    expect(send(`${head}qmail-start '|dot-forward .forward\n./Mailbox' splogger qmail\n`).defaultDelivery).toBe(
      '|dot-forward .forward\n./Mailbox',
    );
  });

  test('without an argument it is ./Mailbox, and an empty one is empty', () => {
    expect(send('qmail-start').defaultDelivery).toBe('./Mailbox');
    expect(send("qmail-start ''").defaultDelivery).toBe('');
    expect(send('qmail-start "$(cat /nowhere)"').defaultDelivery).toBe('');
  });

  test('by way of a variable, of head, of < and without quotes', () => {
    const others = { '/c/d': 'one  two\nthree\n\n' };
    expect(send('D=./Maildir/\n\nqmail-start "$D"')).toMatchObject({
      defaultDelivery: './Maildir/',
      defaultDeliveryFrom: { file: '/var/qmail/rc', line: 1 },
    });
    expect(send('qmail-start "$(head -n 1 /c/d)"', others)).toMatchObject({
      defaultDelivery: 'one  two',
      defaultDeliveryFrom: { file: '/c/d', line: 1 },
    });
    expect(send('qmail-start "$(</c/d)"', others).defaultDelivery).toBe('one  two\nthree');
    expect(send('qmail-start $(cat /c/d) splogger', others).defaultDelivery).toBe('one');
  });

  test('what is not known is not guessed', () => {
    for (const argument of ['"$DELIVERY"', '"$(sed 1q /c/d)"', '"$1"', '"`cat /c/d | head -1`"', '"${D%x}"']) {
      const found = find({ '/var/qmail/rc': `D=x\nqmail-start ${argument}\n`, '/c/d': 'x\n' });
      expect(found.send).toMatchObject([{ defaultDelivery: null, defaultDeliveryFrom: null }]);
      expect(found.unchecked).toHaveLength(1);
    }
  });

  test('from rc.local and from an init script, by way of csh, sh -c and start-stop-daemon', () => {
    const found = find({
      '/etc/rc.local': "#!/bin/sh\n[ -x /var/qmail/rc ] && csh -cf '/var/qmail/rc &'\n",
      '/var/qmail/rc': '#!/bin/sh\nqmail-start ./Maildir/ splogger qmail\n',
      '/etc/init.d/qmail': `#!/bin/sh
delivery="|preline -f procmail"
rbl=
case "$1" in
  start)
    sh -c "start-stop-daemon --start --quiet --user qmails --exec /usr/sbin/qmail-send \\
        --startas /usr/sbin/qmail-start -- \\"$delivery\\" splogger qmail &"
    ulimit -v 16384
    sh -c "start-stop-daemon --start --quiet --pidfile /run/smtpd.pid --make-pidfile --exec /usr/bin/tcpserver -- -R -H \\
        -u \`id -u qmaild\` -g 65534 -x /etc/tcp.smtp.cdb 0 smtp $rbl /usr/sbin/qmail-smtpd 2>&1 | splogger smtpd &"
    ;;
  stop)
    start-stop-daemon --stop --exec /usr/sbin/qmail-start
    ;;
esac
`,
    });
    expect(found.send.map(({ file, line, defaultDelivery }) => [file, line, defaultDelivery])).toEqual([
      ['/etc/init.d/qmail', 6, '|preline -f procmail'],
      ['/var/qmail/rc', 2, './Maildir/'],
    ]);
    expect(found.smtp).toMatchObject([
      {
        line: 9,
        port: 'smtp',
        rules: '/etc/tcp.smtp.cdb',
        lookupHost: false,
        memory: 16384 * 1024,
        user: { uid: 7791, gid: 65534 },
      },
    ]);
    expect(found.files.map(({ path }) => path)).toEqual(['/etc/init.d/qmail', '/etc/rc.local', '/var/qmail/rc']);
    expect(found.unchecked).toEqual([]);
  });
});
