/** Nothing of a secret may stand anywhere in an image: neither in a file, nor where the audit took a secret for a name. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Image, type ImageFile, imageHost, readImage } from '../../src/host/image.ts';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { noteMta } from '../../src/snapshot/mta.ts';
import { secrets } from '../../src/snapshot/secrets.ts';
import { run } from '../support/run.ts';

interface Planted {
  readonly kind: string;
  readonly path: string;
  readonly content: string | Buffer;
  readonly secrets: readonly string[];
}

const Q = '/var/qmail';
const KEY_LINES = ['MIIEowIBAAKCAQEA7bq', 'kQx9vW2Zr8mT4yHs0', 'pLd3Fq6Nc1Jg5Xe7'];
const pem = (words: string) => `-----BEGIN ${words}-----\n${KEY_LINES.join('\n')}\n-----END ${words}-----\n`;
const cdb = (key: string, value: string) => cdbMake([{ key, value }]);
const one = (kind: string, path: string, content: string | Buffer, ...secrets: string[]): Planted => ({
  kind,
  path,
  content,
  secrets,
});

const named = (name: string, content: string, secret: string) =>
  one(`Postfix, ${name}`, `/etc/postfix/${name}`, content, secret);

const ROUTES = [
  'a.test:relay.test:587:user1:Hunter2colon',
  'b.test:relay.test|joe|Hunter2bar',
  'c.test:relay.test:587|joe|hunter2port',
  'd.test:relay.test joe hunter2blank',
  'e.test:relay.test||hunter2nouser',
  'f.test:relay.test|joe|a b-hunter2two',
  'g.test:relay.test|joe|ab1',
  'h.test:hunter2url://joe:hunter2at@sign@relay.test',
  '',
].join('\n');

const ODD = [
  'PASSWORD=$1$oddsalt$oddhash',
  'X="',
  'DB_PASSWORD=oddnested',
  "# it's",
  'Y="sh -c PASSWORD=oddinner"',
  `PASSWORD="odd"'quo ted'oddend"open ended`,
].join('\n');

const MAIN_CF = `lmtp_sasl_password = mainsecret
x = proxy:mysql:/etc/postfix/mysql-virtual.cf
smtp_sasl_password_maps = hash:/etc/postfix/sasl, proxy:texthash:/etc/postfix/second $theirs
  mysql:/etc/postfix/relay.mysql regexp:/etc/postfix/patterns
  inline:{ { [relay.test]:587 = joe:inlineone }, { b.test = joe:inline two } }
# and another
  inline:{c.test=joe:inlinethree d.test = joe:inlinefour { open = joe:inlinefive two more
theirs = \${config_directory}/by-parameter static:joe:staticsecret
lmtp_sasl_password_maps = cdb:/etc/postfix/over-lmtp,hash:/etc/postfix/link
own_sasl_password_maps = /etc/postfix/own-transport
  unionmap:{hash:/etc/postfix/in-a-union, inline:{ { e.test = joe:unionsecret } }}
#smtp_sasl_password_maps = inline:{ { [relay.test]:587 = joe:commentsecret } }
mydestination = mail.example.org
`;

const PROGRAMS = [
  '|curl -s -u bob:givenpw1 http://a.test/',
  '|curl -sSu "bob:given blank 2" http://a.test/ --proxy-user=bob:givenpw3',
  '|wget --http-user=bob --http-password=givenpw4 -O- http://a.test/',
  '|smbclient -U joe%givenpw5 //a.test/x',
  "|/usr/bin/mysql -u joe -p'two words' -e x; mysqldump -pgivenpw6 db",
  '|MYSQL_PWD=givenpw7 mysql db',
  '|sshpass -p givenpw8 ssh a.test',
  '|lftp -u joe,givenpw9 a.test',
  "|curl -H 'Authorization: Bearer givenpw10' http://a.test/",
  '|curl -H "X-Api-Key: givenpw11" http://a.test/',
  '|curl https://api.telegram.org/bot123:givenpw12/sendMessage',
  '|curl -d @- https://hooks.slack.com/services/T0/B0/givenpw13',
  '|openssl smime -decrypt -passin pass:givenpw14 -in key.pem',
  '|echo givenpw15 | gpg --batch --passphrase-fd 0 -d',
  '|echo "poll a.test user joe pass givenpw16" | fetchmail -f -',
  '|DBPW=givenpw17 pwd=givenpw18 x',
];

const PLANTED: readonly Planted[] = [
  one(
    'routes',
    `${Q}/control/smtproutes`,
    ROUTES,
    'hunter2colon',
    'hunter2bar',
    'hunter2port',
    'hunter2blank',
    'hunter2nouser',
    'hunter2two',
    '|ab1',
    'hunter2at',
  ),
  one('routes kept aside', `${Q}/control/smtproutes.2019~`, 'a.test:r.test|joe|asidesecret\n', 'asidesecret'),
  one('QMTP routes', `${Q}/control/qmtproutes`, 'a.test:r.test|joe|qmtpsecret\n', 'qmtpsecret'),
  ...['PRIVATE KEY', 'RSA PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'].map((words, i) =>
    one(words, `${Q}/control/servercert${i}.pem`, `${pem(words)}-----BEGIN CERTIFICATE-----\nAAAA\n`, ...KEY_LINES),
  ),
  one(
    'a key that is cut',
    `${Q}/control/cut.pem`,
    `-----BEGIN PRIVATE KEY-----\n${KEY_LINES.join('\n')}`,
    ...KEY_LINES,
  ),
  one(
    'a key among the local domains',
    `${Q}/control/locals`,
    `mail.example.org\n${pem('RSA PRIVATE KEY')}`,
    ...KEY_LINES,
  ),
  one('a key among the hosts', `${Q}/control/rcpthosts`, `mail.example.org\n${pem('RSA PRIVATE KEY')}`, ...KEY_LINES),
  one('a key file', `${Q}/control/dkim.key`, 'rawkeybytes0123456789', 'rawkeybytes'),
  one('a password', `${Q}/control/ldappassword`, 'ldapsecret9\n', 'ldapsecret'),
  one('passwords', `${Q}/control/smtppasswords`, 'joe:controlsecret1\nann:controlsecret2\n', 'controlsecret'),
  one('POP passwords', `${Q}/users/poppasswd`, 'joe:$1$popsalt$pophashpophash\n', 'popsalt', 'pophash'),
  one('SMTP AUTH', `${Q}/control/smtpauthuser`, 'joe authusersecret\n', 'authusersecret'),
  one('a relay', `${Q}/control/remotepass`, 'remotesecret\n', 'remotesecret'),
  one('envdir', `${Q}/supervise/env/MYSQL_PWD`, 'envdirsecret\n', 'envdirsecret'),
  one('SRS', `${Q}/control/srs_secrets`, 'srsfirst\nsrssecond\n', 'srsfirst', 'srssecond'),
  one('SQL', `${Q}/control/sql`, 'server db.test\nuser joe\npassword sqlsecret1\nbind_pw: sqlsecret2\n', 'sqlsecret'),
  one(
    'vpasswd',
    `${Q}/vpopmail/domains/v.test/vpasswd`,
    'joe:$1$vpsalt$vphashvphash:1:0:Joe:/v/joe:NOQUOTA:vpclear\n',
    'vpsalt',
    'vphash',
    'vpclear',
  ),
  one(
    'vpasswd kept aside',
    `${Q}/vpopmail/domains/v.test/vpasswd.bak`,
    'joe:$1$bksalt$bkhashbkhash:1:0:Joe:/v/joe:NOQUOTA:bkclear\n',
    'bksalt',
    'bkhash',
    'bkclear',
  ),
  one(
    'vpasswd.cdb',
    `${Q}/vpopmail/domains/v.test/vpasswd.cdb`,
    cdb('joe', '$1$cdsalt$cdhashcdhash:1:0:Joe:/v/joe:NOQUOTA:cdclear'),
    'cdsalt',
    'cdhash',
    'cdclear',
  ),
  one(
    'a broken vpasswd.cdb',
    `${Q}/vpopmail/domains/w.test/vpasswd.cdb`,
    `\xff\xff\xff\xff${'joe:$1$brokensalt$brokenhash'}`,
    'brokensalt',
    'brokenhash',
  ),
  one('vpopmail.mysql', `${Q}/vpopmail/etc/vpopmail.mysql`, 'localhost|0|joe|mysqlsecret|vpopmail\n', 'mysqlsecret'),
  one(
    'tcprules',
    '/etc/tcp.smtp',
    '10.:allow,AUTH_PASSWORD="tcpsecret one",RELAYCLIENT=""\n11.:allow,SECRET=!tcpsecret two!\n:allow,TOKEN=tcpsecret3\n',
    'tcpsecret',
    ' one',
    'two!',
  ),
  one('tcprules in the home', `${Q}/control/tcp.smtp`, '10.:allow,DIRECTORY_PASSWORD="homerule"\n', 'homerule'),
  one(
    'tcprules, compiled',
    `${Q}/control/tcp.smtp.cdb`,
    cdb('10.', '+AUTH_PASSWORD=cdbrule\0+RELAYCLIENT=\0'),
    'cdbrule',
  ),
  one(
    'a script',
    `${Q}/supervise/qmail-smtpd/run`,
    `#!/bin/sh\nexport DB_PASSWORD="run\\"secret1"x\nAPI_TOKEN='runsecret2'\nexec tcpserver 0 25 qmail-smtpd --password runsecret3 --secret=runsecret4\n`,
    'secret1',
    'runsecret',
  ),
  one(
    'hashes and nested words',
    `${Q}/control/odd`,
    ODD,
    'oddsalt',
    'oddhash',
    'oddnested',
    'oddinner',
    'quo ted',
    'oddend',
    'open ended',
  ),
  one('a script that is cut', `${Q}/rc`, '#!/bin/sh\nPASSWORD="rcsecret and more', 'rcsecret', 'and more'),
  one(
    'a dot-qmail file',
    `${Q}/alias/.qmail-db`,
    '|deliver --password dotsecret1\n|PASSWORD=dotsecret2 x\n|curl http://joe:dotsecret3@db.test/\n',
    'dotsecret',
  ),
  one('Postfix', '/etc/postfix/sasl_passwd', '[relay.test]:587 joe@a.test:saslsecret\n', 'saslsecret'),
  one('Postfix, compiled', '/etc/postfix/sasl_passwd.cdb', cdb('[relay.test]', 'joe:saslcompiled'), 'saslcompiled'),
  one('Postfix, Berkeley DB', '/etc/postfix/sasl_passwd.db', 'joe:saslberkeley', 'saslberkeley'),
  one('Postfix and SQL', '/etc/postfix/mysql-virtual.cf', 'user = joe\npassword = pfsqlsecret\n', 'pfsqlsecret'),
  one(
    'Postfix, main.cf',
    '/etc/postfix/main.cf',
    MAIN_CF,
    'mainsecret',
    'inlineone',
    'inline two',
    'inlinethree',
    'inlinefour',
    'inlinefive',
    'two more',
    'staticsecret',
    'commentsecret',
    'unionsecret',
  ),
  one(
    'Postfix, master.cf',
    '/etc/postfix/master.cf',
    'relay unix - - n - - smtp\n -o smtp_sasl_password_maps=inline:{a.test=joe:mastersecret}\n -o { lmtp_sasl_password_maps = hash:/etc/postfix/via-master }\n',
    'mastersecret',
  ),
  ...['sasl', 'sasl~', 'sasl.bak', 'sasl.old', 'sasl.orig', 'sasl-2019', 'over-lmtp', 'second', 'own-transport'].map(
    (name) => named(name, `[relay.test]:587 joe:${name}secret\n`, `${name}secret`),
  ),
  ...['by-parameter', 'in-a-union', 'via-master', 'a-link-to-it'].map((name) =>
    named(name, `[relay.test]:587\n  joe:${name}secret\n`, `${name}secret`),
  ),
  named('patterns', '/^relay/ joe:patternsecret\n', 'patternsecret'),
  named('relay.mysql', 'user = joe\npassword = saslsqlsecret\n', 'saslsqlsecret'),
  one(
    'programs that are given a password',
    `${Q}/alias/.qmail-programs`,
    PROGRAMS.join('\n'),
    'givenpw',
    'given blank',
    'two words',
  ),
  one('sendmail', '/etc/mail/authinfo', 'AuthInfo:relay.test "U:joe" "P:authsecret1" "I:joe"\n', 'authsecret'),
  one('sendmail, access', '/etc/mail/access', 'AuthInfo:relay.test "U:joe" "P=YXV0aHNlY3JldDI="\n', 'YXV0aHNlY3JldDI'),
  one('shadow', '/etc/shadow', 'root:$6$shsalt$shhash:1::::::\n', 'shsalt', 'shhash'),
  one('gshadow', '/etc/gshadow', 'root:$6$gssalt$gshash::\n', 'gssalt', 'gshash'),
  one('a shadow that an alias includes', '/etc/aliases', 'all: :include:/etc/shadow\nx: :include:/etc/lists\n'),
  one('passwd', '/etc/passwd', 'old:$1$pwsalt$pwhash:1:1::/:/bin/sh\n', 'pwsalt', 'pwhash'),
  one('a message', `${Q}/queue/mess/3/1203`, 'From: joe\n\nmessagebody\n', 'messagebody'),
  one('what bounces', `${Q}/queue/bounce/1203`, 'bouncebody\n', 'bouncebody'),
];

const TO_TABLE: ImageFile = {
  path: '/etc/postfix/link',
  type: 'symlink',
  owner: 'root',
  group: 'root',
  mode: '0777',
  target: 'a-link-to-it',
};
const LINK: ImageFile = { path: '/etc/lists', type: 'symlink', owner: 'root', group: 'root', mode: '0777' };

const PROCESSES = [
  {
    pid: 7,
    name: 'tcpserver',
    started: 1,
    args: ['tcpserver', '--password', 'argsecret1', 'TOKEN=argsecret2', '0', '25'],
  },
  { pid: 8, name: 'vim', started: 1, args: ['vim', 'othersecret'] },
];

function planted(): Image {
  const demo = readImage('docs/demo/mail.example.org.json');
  const files = PLANTED.map(({ path, content }): ImageFile => {
    const base64 = (typeof content === 'string' ? Buffer.from(content, 'latin1') : content).toString('base64');
    return { path, type: 'file', owner: 'root', group: 'root', mode: '0600', base64 };
  });
  const paths = new Set(PLANTED.map(({ path }) => path));
  return {
    ...demo,
    files: [...demo.files.filter(({ path }) => !paths.has(path)), ...files, TO_TABLE],
    processes: PROCESSES,
    dns: { otherwise: [['', 'none']] },
  };
}

/** What a reader finds: the text, and what is in it in base64. */
function readable(text: string): string {
  const files = (JSON.parse(text) as Image).files;
  const texts = files.flatMap(({ base64, pathBase64, targetBase64 }) => [base64, pathBase64, targetBase64]);
  const decoded = texts.map((each) => Buffer.from(each ?? '', 'base64').toString('latin1'));
  return [text, JSON.stringify(JSON.parse(text)), ...decoded].join('\n').toLowerCase();
}

describe('secrets', () => {
  let dir = '';
  let out = '';
  let image: Image;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'qmail-lint-secrets-'));
    const source = join(dir, 'source.json');
    writeFileSync(source, JSON.stringify(planted()));
    const ran = await run(['snapshot', '--image', source, '-o', '-']);
    expect(ran.err).toBe('');
    image = JSON.parse(ran.out) as Image;
    out = readable(ran.out);
    await run(['snapshot', '--image', source, '-o', join(dir, 'zipped.json.gz')]);
    await run(['snapshot', '--image', source, '-o', join(dir, 'plain.json')]);
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  test.each(PLANTED)('$kind', ({ secrets }) => {
    for (const secret of secrets) expect(at(out, secret.toLowerCase())).toBe('');
  });

  test('what holds the passwords of the system is not even read, where an alias names it or a link leads there', () => {
    const link: ImageFile = { ...LINK, target: '/etc/shadow' };
    const host = imageHost({ ...planted(), files: [...planted().files, link] });
    const read: string[] = [];
    const told = (path: string, limit?: number) => {
      read.push(path);
      return host.read(path, limit);
    };
    for (const _ of noteMta({ ...host, read: told }));
    expect(read).toContain('/etc/aliases');
    expect(read.filter((path) => path.includes('shadow'))).toEqual([]);
  });

  test('arguments of processes', () => {
    for (const secret of ['argsecret', 'othersecret']) expect(at(out, secret)).toBe('');
  });

  test('files, zipped and plain', () => {
    const zipped = readable(gunzipSync(readFileSync(join(dir, 'zipped.json.gz'))).toString());
    const plain = readable(readFileSync(join(dir, 'plain.json'), 'utf8'));
    for (const secret of PLANTED.flatMap(({ secrets }) => secrets)) {
      expect(at(zipped, secret.toLowerCase())).toBe('');
      expect(at(plain, secret.toLowerCase())).toBe('');
    }
  });

  test('what is planted is looked at, and its place is kept', () => {
    const content = (path: string) => {
      const { content, base64 } = image.files.find((file) => file.path === path) ?? {};
      return content ?? (base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('latin1'));
    };
    const kept = PLANTED.filter(({ path }) => content(path)?.includes('secret-left-out') === true).map(
      ({ kind }) => kind,
    );
    expect(PLANTED.map(({ kind }) => kind).filter((kind) => !kept.includes(kind))).toEqual([
      'a key file',
      'a broken vpasswd.cdb',
      'Postfix, Berkeley DB',
      'shadow',
      'gshadow',
      'a shadow that an alias includes',
      'passwd',
      'a message',
      'what bounces',
    ]);
    expect(content(`${Q}/control/smtproutes`)).toMatch(/^b\.test:relay\.test\|joe\|secret-left-out-[0-9a-f]{8}$/m);
    expect(image.dns?.answers?.length).toBeGreaterThan(0);
  });
});

/** Where the secret stands, with what is around it. */
function at(text: string, secret: string): string {
  const found = text.indexOf(secret);
  return found < 0 ? '' : text.slice(Math.max(0, found - 60), found + secret.length + 20);
}

test('an alias that is called like a secret keeps its target; a secret in the program of one does not', () => {
  const text = 'password: alice\nsecret: bob, carol\ntool: "|/bin/x --password=hunter2"\n';
  const said = secrets().censor('/etc/aliases', text);
  expect(said).toContain('password: alice\nsecret: bob, carol\n');
  expect(said).not.toContain('hunter2');
});

test('what only looks like a login or a table of passwords stays', () => {
  const script = '#!/bin/sh\nexec chpst -u qmaild:nofiles tcpserver 0 25 qmail-smtpd\n';
  expect(secrets().censor('/service/smtpd/run', script)).toBe(script);
  const map = 'virtual_alias_maps = inline:{ { a@b.test = joe } }\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl\n';
  expect(secrets().censor('/etc/postfix/main.cf', map)).toBe(map);
});

test('without quotes in the access map of sendmail, and in a copy of it', () => {
  const text = 'AuthInfo:relay.test U:joe P:authplain1\nauthinfo:b.test "U:joe" "p=authplain2"\na.test RELAY\n';
  const said = secrets().censor('/etc/mail/access.old', text);
  expect(said).not.toContain('authplain');
  expect(said).toContain('a.test RELAY\n');
});

test('a quote around an assignment ends it, and what follows stays', () => {
  const unit =
    '[Service]\nEnvironment="SMTP_PASSWORD=unitsecret" "B=c"\nEnvironment="D=e"\nExecStart=/usr/bin/tcpserver 0 smtp qmail-smtpd\n';
  const said = secrets().censor('/etc/systemd/system/qmail-smtpd.service', unit);
  expect(said?.replace(/secret-left-out-[0-9a-f]{8}/, 'unitsecret')).toBe(unit);
  expect(said).not.toContain('unitsecret');
});

test.each([
  ['Environment="A_PASSWORD=two wordsecret"\nB="c"\n', '\nB="c"\n'],
  [`x="sh -c 'y; PASSWORD=wordsecret run'"\nB=c\n`, '\nB=c\n'],
  ['x="PASSWORD=\\"a wordsecret\\" y"\nB=c\n', '\nB=c\n'],
  ["# it's\nPASSWORD=wordsecret\nB=c\n", '\nB=c\n'],
])('in quotes: %s', (text, rest) => {
  const said = secrets().censor('/var/qmail/supervise/x/run', text) ?? '';
  expect(said).not.toContain('wordsecret');
  expect(said.endsWith(rest)).toBe(true);
});
