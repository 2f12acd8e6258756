import { beforeAll, expect } from 'vitest';
import { parseAliases } from '../../src/migrate/aliases.ts';
import { parseMap } from '../../src/migrate/maps.ts';
import { DEFAULTS } from '../../src/migrate/postfix/defaults.ts';
import { featuresOf } from '../../src/migrate/postfix/features.ts';
import { readMainCf } from '../../src/migrate/postfix/main-cf.ts';
import { parseTargets } from '../../src/migrate/targets.ts';
import { needsPackage } from '../support/debian.ts';
import { POSTFIX } from '../support/old-tree.ts';
import { type Postfix, postfix } from '../support/postfix.ts';

const test = needsPackage('postfix');
/** Programs of Postfix wait a second before they end with an error. */
const SLOW = 60_000;

let real: Postfix;
beforeAll(() => {
  real = postfix();
}, 2 * SLOW);

const MINE = { file: '/etc/postfix/main.cf', machine: {} };
const blanks = (text: string) => text.replace(/\s+/g, ' ');

/** Values that hold whatever the machine: those of the unpacked one differ in its directory. */
const NAMES = Object.keys(DEFAULTS).filter((name) => name !== 'config_directory');

const EXPANDED = {
  'a name alone': 'myhostname = mail.example.org\n',
  'a level of compatibility, a name without a dot': 'myhostname = mail.example.org\ncompatibility_level = 3.6\n',
  'lines that go on, comments among them':
    'myhostname=mail.example.org\nmydomain = foo.example\nrelay_domains = $mydestination, a.example,\n\n# c\n  c.example\n \t# x\n',
  'conditions, comparisons, dollars':
    'myhostname=m.example.org\nempty=\nmyorigin = ${empty?yes}${empty:no}x${myhostname?{ a b }:{c}}$$y\nvirtual_maps = ${{$myhostname} == {m.example.org} ? {eq} : {ne}}\nhome_mailbox = ${{10} < {9} ?{lt}:{ge}}${{ a } == {a} ? {same}:{other}}\nmail_spool_directory = $(myhostname)\nrelayhost=[${mydomain}]:587',
  'what is set twice, what is raw, what nobody defines':
    'myhostname = a.b.example\nmyorigin = one\nmyorigin = two\nrelayhost = x = y\nluser_relay = ${foo}\nmailbox_command = $(myhostname)\n',
  'blanks within braces': 'myhostname = a.b.example\nrelayhost = ${ myhostname }x${myhostname ? {a}}\n',
  'comparisons without an answer, levels':
    'myhostname = a.b.example\nrelayhost = ${myhostname?a $mydomain}\nmyorigin = ${nothing:{d}}${nothing?{x}:y}\nvirtual_maps = ${{a} != {b}}|${{a}=={b}}|${{1.2} <=level {1.10}?{ok}}|${{2}>{10}?a:b}\n',
  'names in capitals, carriage returns, names of others':
    'MYHOSTNAME = a.b.example\nmyhostname = x-y.example\nmydestination = \nfoo_bar = $foo_bar2\nmyorigin = $foo_bar\nrelayhost = $foo-bar\r\n',
  'the configuration of an old server': POSTFIX['/etc/postfix/main.cf'].replaceAll('$config_directory', '/etc/postfix'),
};

for (const [name, mainCf] of Object.entries(EXPANDED))
  test(`main.cf expands as postconf -x has it: ${name}`, { timeout: SLOW }, () => {
    const expanded = real.expanded(mainCf);
    if (typeof expanded === 'string') throw new Error(expanded);
    const mine = readMainCf(mainCf, MINE);
    const told = NAMES.filter((each) => expanded.has(each));
    expect(told.length).toBeGreaterThan(50);
    expect(Object.fromEntries(told.map((each) => [each, blanks(mine.get(each).value)]))).toEqual(
      Object.fromEntries(told.map((each) => [each, blanks(expanded.get(each) ?? '')])),
    );
  });

/** As the package installs it, and as its installation script goes on. */
const INSTALLED = `
myhostname = mail.example.org
alias_maps = hash:/etc/aliases
alias_database = hash:/etc/aliases
myorigin = /etc/mailname
mydestination = $myhostname, mail, localhost.localdomain, , localhost
relayhost =
mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
recipient_delimiter = +
inet_protocols = all
`;

for (const files of [['main.cf.debian', 'main.cf.tls'], ['main.cf.dist']])
  test(`${files.join(' and ')} of the package, as installed, expand as postconf -x has it`, { timeout: SLOW }, () => {
    const mainCf =
      files
        .map((name) => real.shipped(name))
        .join('')
        .replaceAll(/=__\w+__/g, '=') + INSTALLED;
    const expanded = real.expanded(mainCf);
    if (typeof expanded === 'string') throw new Error(expanded);
    const mine = readMainCf(mainCf, MINE);
    const told = NAMES.filter((each) => expanded.has(each));
    expect(mine.get('mydestination').value).toContain('mail.example.org, mail,');
    expect(Object.fromEntries(told.map((each) => [each, blanks(mine.get(each).value)]))).toEqual(
      Object.fromEntries(told.map((each) => [each, blanks(expanded.get(each) ?? '')])),
    );
  });

const REFUSED = {
  'a circle': ['relayhost = $relayhost\n', 'main-cf-macro'],
  'a brace that never closes': ['relayhost = ${a\n', 'main-cf-macro'],
  'a dollar without a name': ['relayhost = $\n', 'main-cf-macro'],
  'a line without a value': ['relayhost\n', 'main-cf-line'],
} as const;

for (const [name, [line, what]] of Object.entries(REFUSED))
  test(`what postconf refuses is said, and the rest is read: ${name}`, { timeout: SLOW }, () => {
    const mainCf = `myhostname = a.b.example\n${line}`;
    expect(typeof real.expanded(mainCf)).toBe('string');
    const mine = readMainCf(mainCf, MINE);
    expect(mine.get('relayhost').value).toBe('');
    expect(mine.troubles.map((each) => [each.what, each.at.line])).toContainEqual([what, 2]);
    expect(mine.get('mydomain').value).toBe('b.example');
  });

const ALIASES =
  'Root: Bob\nroot: x\n"a b": y\nc : z,\n  w@b.example\n# k\n\n  , v\nd: "|/x y", /f\n"q": k\nq: j\nnocolon\n: e\nf:\ng:h@i.example\nm@x: a\nCase.Dots: z\nv: :include:/l/x\n"o": o, p@q\n\\x: y\ntail: <b@c.example>, "x y"@z.example\nlast:z';
const ALIAS_KEYS = [
  'root',
  'a b',
  'c',
  'd',
  'q',
  'nocolon',
  'f',
  'g',
  'm@x',
  'case.dots',
  'v',
  'o',
  'x',
  '\\x',
  'tail',
  'last',
  '"q"',
];

test('aliases are those of postalias -q', { timeout: SLOW }, () => {
  const { aliases } = parseAliases(ALIASES, '/etc/aliases', 'postalias');
  const answers = real.answers('postalias', ALIASES, ALIAS_KEYS);
  const mine = new Map(aliases.map(({ name, targets }) => [name, targets]));
  expect(answers.filter((each) => each !== null).length).toBeGreaterThan(10);
  expect(ALIAS_KEYS.map((key) => mine.get(key) ?? null)).toEqual(
    answers.map((answer) => (answer === null ? null : parseTargets(answer, true))),
  );
});

test('the aliases of an old server are those of postalias -q', { timeout: SLOW }, () => {
  const text = POSTFIX['/etc/aliases'].replaceAll('\\user13', 'user13');
  const { aliases, troubles } = parseAliases(text, '/etc/aliases', 'postalias');
  expect(troubles).toEqual([]);
  expect(aliases).toHaveLength(60);
  const answers = real.answers(
    'postalias',
    text,
    aliases.map(({ name }) => name),
  );
  expect(aliases.map(({ targets }) => targets)).toEqual(answers.map((answer) => parseTargets(answer ?? '', true)));
});

const MAP =
  'Key@X.example value one,two\nkey@x.example  second\n"quo ted" v\n  cont\nnoval\n# c\n@dom.example u\n\t lead v\n"a\\"b" q\n"plain" p\nx:y z\nlast@z.example v';
const MAP_KEYS = [
  'key@x.example',
  '"quo ted"',
  '"quo',
  'noval',
  '@dom.example',
  'lead',
  '"a\\"b"',
  '"plain"',
  'plain',
  'x:y',
  'last@z.example',
];

test('maps are those of postmap -q', { timeout: SLOW }, () => {
  const { entries } = parseMap(MAP, '/etc/postfix/virtual', 'postmap');
  const mine = new Map(entries.map(({ key, value }) => [key, value]));
  expect(MAP_KEYS.map((key) => mine.get(key) ?? null)).toEqual(real.answers('postmap', MAP, MAP_KEYS));
});

test('a main.cf that sets everything to its default has no features', { timeout: SLOW }, () => {
  const level = 'myhostname = mail.example.org\ncompatibility_level = 3.6\n';
  const expanded = real.expanded(level);
  if (typeof expanded === 'string') throw new Error(expanded);
  // What the unpacked package needs to start is not its default.
  const lines = [...expanded].flatMap(([name, value]) =>
    name === '' || name === 'default_privs' ? [] : [`${name} = ${value.replaceAll('$', '$$$$')}\n`],
  );
  expect(lines.length).toBeGreaterThan(500);
  expect(featuresOf(readMainCf(lines.join(''), MINE)).map(({ data }) => data)).toEqual([]);
});
