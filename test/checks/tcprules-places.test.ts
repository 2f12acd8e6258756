/** RELAYCLIENT outside tcprules: wherever it is set for strangers it is told, once for each place. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/audit/outcome.ts';
import type { Image } from '../../src/host/image.ts';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { auditImage } from '../support/audit.ts';
import { type Setup, setUp } from '../support/setup.ts';

const RUN = '/service/qmail-smtpd/run';
const SMTPD = '/var/qmail/bin/qmail-smtpd';
const TCPSERVER = 'tcpserver -v -R -H -u 7791 -g 2108';

async function found(rule: string, setup: Setup | Image): Promise<Finding['subject'][]> {
  const outcome = await auditImage('format' in setup ? (setup as Image) : setUp(setup));
  expect(outcome.failed).toEqual([]);
  return outcome.findings.filter((finding) => finding.rule === rule).map(({ subject }) => subject);
}

const relays = (setup: Setup) => found('relay-for-all', setup);
const values = (setup: Setup) => found('relayclient-value', setup);

describe('a run script', () => {
  test('exports it', async () => {
    const setup = { [RUN]: `#!/bin/sh\nexport RELAYCLIENT=""\nexec ${TCPSERVER} 0 25 ${SMTPD}\n` };
    expect(await relays(setup)).toEqual([{ path: RUN, line: 2 }]);
    expect(await values(setup)).toEqual([]);
  });

  test('sets it with env, and to a value', async () => {
    const setup = { [RUN]: `#!/bin/sh\nexec env RELAYCLIENT=yes ${TCPSERVER} 0 smtp ${SMTPD}\n` };
    expect(await relays(setup)).toEqual([{ path: RUN, line: 2 }]);
    expect(await values(setup)).toEqual([{ path: RUN, line: 2 }]);
  });

  test.each([
    ['a number', `exec ${TCPSERVER} 127.0.0.1 25 ${SMTPD}`],
    ['a name, after a name for itself', `exec ${TCPSERVER} -l localhost localhost smtp ${SMTPD}`],
    ['over several lines', `exec ${TCPSERVER} \\\n  127.0.0.1 25 \\\n  ${SMTPD}`],
    ['a variable', `IP=127.0.0.1\nexec ${TCPSERVER} "$IP" 25 ${SMTPD}`],
  ])('at the loopback address nobody else gets it: %s', async (_, command) => {
    expect(await relays({ [RUN]: `#!/bin/sh\nexport RELAYCLIENT=""\n${command}\n` })).toEqual([]);
  });

  test('the name that tcpserver takes for itself is not where it listens', async () => {
    const setup = { [RUN]: `#!/bin/sh\nexport RELAYCLIENT=""\nexec ${TCPSERVER} -l localhost 0 25 ${SMTPD}\n` };
    expect(await relays(setup)).toEqual([{ path: RUN, line: 2 }]);
  });

  test('rules that deny strangers leave nobody to relay', async () => {
    const script = `#!/bin/sh\nexport RELAYCLIENT=""\nexec ${TCPSERVER} -x /etc/r.cdb 0 25 ${SMTPD}\n`;
    const cdb = (rules: string) => ({ [RUN]: script, '/etc/r.cdb': { tcprules: rules } });
    expect(await relays(cdb('10.:allow\n:deny\n'))).toEqual([]);
    expect(await relays(cdb('10.:allow\n:allow\n'))).toEqual([{ path: RUN, line: 2 }]);
    expect(await relays(cdb('10.:allow\n192.0.2.:deny\n'))).toEqual([{ path: RUN, line: 2 }]);
  });

  test('a patch that refuses clients without a password', async () => {
    const script = (name: string) => `#!/bin/sh\n${name}\nexec env RELAYCLIENT= ${TCPSERVER} 0 587 ${SMTPD}\n`;
    expect(await relays({ [RUN]: script('export REQUIRE_AUTH=1') })).toEqual([]);
    expect(await relays({ [RUN]: script('export SMTPAUTH="!"') })).toEqual([]);
    expect(await relays({ [RUN]: script('export SMTPAUTH=""') })).toHaveLength(1);
  });
});

describe('a directory of envdir', () => {
  const script = `#!/bin/sh\nexec envdir ./env ${TCPSERVER} 0 25 ${SMTPD}\n`;
  const place = '/service/qmail-smtpd/env/RELAYCLIENT';

  test('a file with an empty line sets it, an empty file does not', async () => {
    expect(await relays({ [RUN]: script, [place]: '\n' })).toEqual([{ path: place, line: 1 }]);
    expect(await relays({ [RUN]: script, [place]: { content: '' } })).toEqual([]);
  });

  test('a value is put at the end of recipients', async () => {
    expect(await values({ [RUN]: script, [place]: '1\n' })).toEqual([{ path: place, line: 1 }]);
  });

  test('two services, one place', async () => {
    const shared = `#!/bin/sh\nexec envdir /etc/smtp-env ${TCPSERVER} 0 25 ${SMTPD}\n`;
    const setup = { [RUN]: shared, '/service/qmail-smtpd2/run': shared, '/etc/smtp-env/RELAYCLIENT': '\n' };
    expect(await relays(setup)).toEqual([{ path: '/etc/smtp-env/RELAYCLIENT', line: 1 }]);
  });
});

describe('inetd', () => {
  const path = '/etc/inetd.conf';
  const line = (service: string, program: string) =>
    `# mail\n${service} stream tcp nowait qmaild ${program} /usr/bin/env RELAYCLIENT= /var/qmail/bin/tcp-env ${SMTPD}\n`;

  test('env in front of tcp-env', async () => {
    const conf = `smtp stream tcp nowait qmaild /usr/bin/env env RELAYCLIENT= /var/qmail/bin/tcp-env ${SMTPD}\n`;
    expect(await relays({ [path]: conf })).toEqual([{ path, line: 1 }]);
    expect(await values({ [path]: conf.replace('RELAYCLIENT=', 'RELAYCLIENT=yes') })).toEqual([{ path, line: 1 }]);
    expect(await relays({ [path]: `127.0.0.1:${conf}` })).toEqual([]);
  });

  test('through tcpd, which may deny strangers', async () => {
    expect(await relays({ [path]: line('smtp', '/usr/sbin/tcpd') })).toEqual([{ path, line: 2 }]);
    expect(await relays({ [path]: line('smtp', '/usr/sbin/tcpd'), '/etc/hosts.deny': 'ALL: ALL\n' })).toEqual([]);
  });
});

describe('xinetd', () => {
  const path = '/etc/xinetd.d/smtp';
  const stanza = (more: string) =>
    `service smtp\n{\n  socket_type = stream\n  user = qmaild\n  env = RELAYCLIENT=\n${more}  server = /var/qmail/bin/tcp-env\n  server_args = ${SMTPD}\n}\n`;

  test('env', async () => {
    expect(await relays({ [path]: stanza('') })).toEqual([{ path, line: 5 }]);
    expect(await relays({ [path]: stanza('  only_from = 0.0.0.0\n') })).toEqual([{ path, line: 5 }]);
    expect(await values({ [path]: stanza('').replace('RELAYCLIENT=', 'RELAYCLIENT=1') })).toEqual([{ path, line: 5 }]);
  });

  test('closed to strangers', async () => {
    expect(await relays({ [path]: stanza('  only_from = 127.0.0.1 10.0.0.0/8\n') })).toEqual([]);
    expect(await relays({ [path]: stanza('  bind = 127.0.0.1\n') })).toEqual([]);
    expect(await relays({ [path]: stanza(''), '/etc/hosts.deny': 'ALL:ALL\n' })).toEqual([]);
  });
});

describe('systemd', () => {
  const path = '/etc/systemd/system/qmail-smtpd@.service';
  const socket = '/etc/systemd/system/qmail-smtpd.socket';
  const unit = `[Service]\nUser=qmaild\nEnvironment=RELAYCLIENT=\nExecStart=/var/qmail/bin/tcp-env ${SMTPD}\nStandardInput=socket\n`;

  test('Environment= of a unit with a socket', async () => {
    const open = '[Socket]\nListenStream=25\nAccept=yes\n';
    expect(await relays({ [path]: unit, [socket]: open })).toEqual([{ path, line: 3 }]);
    expect(await relays({ [path]: unit, [socket]: open.replace('25', '127.0.0.1:25') })).toEqual([]);
    const set = unit.replace('RELAYCLIENT=', 'RELAYCLIENT=yes');
    expect(await values({ [path]: set, [socket]: open })).toEqual([{ path, line: 3 }]);
  });

  test('a unit that starts tcpserver', async () => {
    const started = (address: string) =>
      `[Service]\nEnvironment=RELAYCLIENT=\nExecStart=/usr/bin/${TCPSERVER} ${address} 25 ${SMTPD}\n`;
    const file = '/etc/systemd/system/qmail-smtpd.service';
    expect(await relays({ [file]: started('0') })).toEqual([{ path: file, line: 2 }]);
    expect(await relays({ [file]: started('127.0.0.1') })).toEqual([]);
  });
});

describe('at a private address', () => {
  const own = (...addresses: string[]): Setup => ({ host: { name: 'mail.one.test', addresses } });
  const stanza = `service smtp\n{\n  socket_type = stream\n  user = qmaild\n  env = RELAYCLIENT=\n  bind = 10.0.0.2\n  server = ${SMTPD}\n}\n`;
  const unit = `[Service]\nUser=qmaild\nEnvironment=RELAYCLIENT=\nExecStart=${SMTPD}\nStandardInput=socket\n`;
  const PLACES: readonly (readonly [string, Setup])[] = [
    ['inetd', { '/etc/inetd.conf': `10.0.0.2:smtp stream tcp nowait qmaild /usr/bin/env env RELAYCLIENT= ${SMTPD}\n` }],
    ['xinetd', { '/etc/xinetd.d/smtp': stanza }],
    ['xinetd, by interface', { '/etc/xinetd.d/smtp': stanza.replace('bind', 'interface') }],
    [
      'systemd',
      {
        '/etc/systemd/system/qmail-smtpd@.service': unit,
        '/etc/systemd/system/qmail-smtpd.socket': '[Socket]\nListenStream=10.0.0.2:25\nAccept=yes\n',
      },
    ],
    ['tcpserver', { [RUN]: `#!/bin/sh\nexport RELAYCLIENT=""\nexec ${TCPSERVER} 10.0.0.2 25 ${SMTPD}\n` }],
  ];

  async function severities(setup: Setup): Promise<string[]> {
    const { findings } = await auditImage(setUp(setup));
    return findings.filter(({ rule }) => rule === 'relay-for-all').map(({ severity }) => severity);
  }

  test.each(PLACES)('%s: beside a public address strangers do not get there', async (_, setup) => {
    expect(await severities({ ...setup, ...own('127.0.0.1', '10.0.0.2', '203.0.113.7') })).toEqual(['info']);
  });

  test.each(PLACES)('%s: without one a router may lead there', async (_, setup) => {
    expect(await severities({ ...setup, ...own('127.0.0.1', '10.0.0.2') })).toEqual(['warning']);
  });

  test.each(PLACES)('%s: with an address of the world it does', async (_, setup) => {
    const host = { name: 'mail.one.test', addresses: ['127.0.0.1', '10.0.0.2'], publicAddresses: ['203.0.113.7'] };
    expect(await severities({ ...setup, host })).toEqual(['error']);
  });
});

describe('rules that deny all strangers', () => {
  const cdb = { '/etc/r.cdb': { tcprules: '10.:allow\n:deny\n' } };
  const unit = (address: string) => `[Service]\nExecStart=/usr/bin/${TCPSERVER} -x /etc/r.cdb ${address} 25 ${SMTPD}\n`;

  async function messages(setup: Setup): Promise<(string | undefined)[]> {
    const { findings } = await auditImage(setUp({ ...cdb, ...setup }));
    return findings.filter(({ rule }) => rule === 'rules-deny-all').map(({ fold }) => fold.split(' ')[1]);
  }

  test.each([
    ['every address', '0', 'default'],
    ['a private address', '10.0.0.2', 'inside'],
  ])('a unit that listens at %s', async (_, address, message) => {
    expect(await messages({ '/etc/systemd/system/qmail-smtpd.service': unit(address) })).toEqual([message]);
  });

  test('a file that nobody asks, where inetd starts the SMTP server', async () => {
    const rules = { '/etc/tcp.smtp': '10.:allow\n:deny\n', '/etc/tcp.smtp.cdb': cdb['/etc/r.cdb'], '/etc/r.cdb': null };
    const conf = `smtp stream tcp nowait qmaild /var/qmail/bin/tcp-env tcp-env ${SMTPD}\n`;
    expect(await messages(rules)).toEqual(['default']);
    expect(await messages({ ...rules, '/etc/inetd.conf': conf })).toEqual([]);
  });
});

describe('/etc/hosts.allow', () => {
  const path = '/etc/hosts.allow';

  test.each([
    ['tcp-env: ALL: setenv = RELAYCLIENT\n', 1],
    ['tcp-env: ALL EXCEPT 192.0.2.: setenv = RELAYCLIENT\n', 1],
    ['tcp-env: 10., KNOWN: setenv = RELAYCLIENT\n', 1],
    ['tcp-env: 0.0.0.0/0.0.0.0: setenv RELAYCLIENT\n', 1],
    ['tcp-env: 203.: setenv = RELAYCLIENT\n', 1],
    ['tcp-env: 127., 192.168.1.: setenv = RELAYCLIENT\n', 0],
    ['tcp-env: .example.org: setenv = RELAYCLIENT\n', 0],
    ['tcp-env: ALL: setenv = OTHER\n', 0],
  ])('%j', async (text, count) => {
    expect(await relays({ [path]: text })).toEqual(count === 1 ? [{ path, line: 1 }] : []);
  });

  test('a value', async () => {
    expect(await values({ [path]: 'tcp-env: 127.: setenv = RELAYCLIENT yes\n' })).toEqual([{ path, line: 1 }]);
    expect(await values({ [path]: 'tcp-env: 127.: setenv = RELAYCLIENT @relay.test\n' })).toEqual([]);
  });
});

test('addresses with colons are taken where a version that knows them made the cdb', async () => {
  const source = '/etc/tcprules.d/tcp.smtp';
  const rules = { [source]: '::1:allow,RELAYCLIENT=""\n127.:allow\n' };
  const record = (key: string) => ({ key, value: '' });
  const made = { base64: cdbMake(['::1', '127.'].map(record)).toString('base64') };
  expect(await found('rules-refused', rules)).toEqual([{ path: source, line: 1 }]);
  expect(await found('rules-refused', { ...rules, [`${source}.cdb`]: made })).toEqual([]);
});

test('rules that cannot be read are not judged, and that is said', async () => {
  const image = setUp({ '/etc/tcp.smtp': { type: 'file', size: 20 } });
  const { findings, skipped, failed } = await auditImage(image);
  expect(failed).toEqual([]);
  expect(findings.filter(({ area }) => area === 'tcprules')).toEqual([]);
  expect(skipped.filter(({ path }) => path === '/etc/tcp.smtp').map(({ rule }) => rule)).toContain('relay-for-all');
});
