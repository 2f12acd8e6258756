/** The configuration file: what is taken, what is refused, and in which words. */
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import { RULES } from '../../src/checks/index.ts';
import { parseConfig, readConfig } from '../../src/config/read.ts';
import { KEYS, settingOf } from '../../src/config/settings.ts';
import { VARIANTS } from '../../src/qmail/variant.ts';
import { needsRoot } from '../support/needs.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, text = '{}', mode = 0o644): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const schema = JSON.parse(readFileSync('docs/schemas/config.schema.json', 'utf8'));

test('comments, trailing commas and a byte order mark are taken', () => {
  const text = '\uFEFF// ours\n{\n  "failOn": "warning", /* since May */\n  "domains": ["one.test",],\n}\n';
  const { settings, lineOf } = parseConfig(text, 'c.json');
  expect(settings).toEqual({ failOn: 'warning', domains: ['one.test'] });
  expect([lineOf(['failOn']), lineOf(['domains', 0])]).toEqual([3, 4]);
});

test.each([
  ['{\n  "severitys": {}\n}', 'line 2: unknown key "severitys"; the nearest known one is "severities"'],
  ['{ "__proto__": { "home": "/x" } }', 'unknown key "__proto__"'],
  ['{ "severities": { "triger": "info" } }', 'unknown rule "triger"; the nearest known one is "trigger"'],
  ['{ "severities": { "TRIGER": "info" } }', 'unknown rule "TRIGER"; the nearest known one is "TRIGGER"'],
  ['{ "severities": { "NHX": "info" } }', 'unknown rule "NHX"; the nearest known one is "NHL"'],
  ['{ "severities": { "me-mising": "info" } }', 'unknown rule "me-mising"; the nearest known one is "me-missing"'],
  ['{ "severities": { "me-missing": "off" } }', 'severities.me-missing: must be one of error, warning, info'],
  ['{ "logs": [] }', 'logs: must NOT have fewer than 1 items'],
  ['{ "baselines": "/x" }', 'unknown key "baselines"; the nearest known one is "baseline"'],
  ['{ "baseline": "x" }', 'baseline: give an absolute path'],
  ['{ "queue": { "warnings": 5 } }', 'unknown key "warnings"; the nearest known one is "warning"'],
  ['{ "queue": { "warning": -1 } }', 'queue.warning: must be >= 0'],
  ['{ "suppressions": [{ "rule": "me-odd" }] }', 'suppressions[0]: "reason" is missing'],
  ['{ "suppressions": [{ "rule": "me-odd", "reason": " " }] }', 'suppressions[0].reason: say why'],
  [
    '{ "suppressions": [{ "rule": "NHL", "reason": "x", "until": "2026-02-30" }] }',
    'suppressions[0].until: give a day, such as 2027-01-31',
  ],
  ['{ "suppressions": [{ "rule": "NHX", "reason": "x" }] }', 'unknown rule "NHX"; the nearest known one is "NHL"'],
  [
    '{ "suppressions": [{ "rule": "me-odd", "reason": "x", "untill": "x" }] }',
    'suppressions[0]: unknown key "untill"; the nearest known one is "until"',
  ],
  [
    '{ "suppressions": [{ "rule": "me-odd", "reason": "x", "until": "soon" }] }',
    'suppressions[0].until: give a day, such as 2027-01-31',
  ],
  ['{ "publicAddresses": ["192.0.2"] }', 'publicAddresses[0]: give an IPv4 address'],
  ['{ "home": "var/qmail" }', 'home: give an absolute path'],
  ['{ "lang": "fr" }', 'lang: must be one of en, ja'],
  ['{\n"lang": "ja",\n"lang": "en" }', 'line 3: "lang" is given twice'],
  ['{ "lang": }', 'line 1: value expected'],
  ['{ "lang": "ja" ', 'line 1: close brace expected'],
  ['', 'line 1: value expected'],
  ['[]', 'line 1: must be object'],
  ['{ "mail": { "smpt": { "host": "mx" } } }', 'line 1: mail: unknown key "smpt"; the nearest known one is "smtp"'],
  ['{ "mail": { "smtp": { "hosts": "mx" } } }', 'unknown key "hosts"; the nearest known one is "host"'],
  ['{\n"mail": {\n"smtp": { "port": 25 } } }', 'line 3: mail.smtp: "host" is missing'],
  ['{ "mail": { "to": ["root"] } }', 'mail.to[0]: give an address such as postmaster@example.org'],
  ['{ "mail": { "to": ["-x@one.test"] } }', 'mail.to[0]: give an address such as postmaster@example.org'],
  ['{ "mail": { "heartbeat": "weekly" } }', 'mail.heartbeat: give a number of hours, days or weeks, such as 7d'],
  ['{ "mail": { "smtp": { "host": "mx", "tls": "yes" } } }', 'must be one of implicit, starttls, opportunistic, none'],
])('%s is refused', (text, says) => {
  expect(() => parseConfig(text, 'c.json')).toThrow(says);
});

test('what is near to nothing has no nearest one', () => {
  const text = '{ "suppressions": [{ "rule": "*", "reason": "x" }] }';
  expect(() => parseConfig(text, 'c.json')).toThrow(/suppressions\[0\]\.rule: unknown rule "\*"$/);
});

test('the whole is allowed', () => {
  const text = `{
    "home": "/var/qmail", "addresses": ["192.0.2.1"], "publicAddresses": ["192.0.2.25"], "domains": ["one.test"],
    "resolver": "127.0.0.1:5300", "dns": true, "defaultDelivery": "./Maildir/", "variant": "notqmail", "patrn": "002",
    "break": "-", "split": 23, "spawn": 120, "logs": ["/var/log/qmail"], "severities": { "me-missing": "warning" },
    "failOn": "info", "lang": "ja", "state": "/var/lib/qmail-lint/state.json",
    "baseline": "/var/lib/qmail-lint/base.json", "queue": { "warning": 0, "critical": 5000 },
    "mail": {
      "to": ["postmaster@elsewhere.test"], "from": "root@one.test", "heartbeat": "7d",
      "smtp": { "host": "mx.elsewhere.test", "port": 587, "tls": "starttls", "user": "audit", "passwordFile": "/etc/pass" }
    },
    "suppressions": [{ "rule": "NHL", "path": "/x/*", "user": "a*", "domain": "*", "reason": "x", "until": "2027-01-31" }]
  }`;
  const { settings } = parseConfig(text, 'c.json');
  expect(KEYS.filter(({ key }) => settingOf(settings, key) === undefined)).toEqual([]);
});

describe('the schema', () => {
  test('names the keys that are known, and no others', () => {
    const known = [...new Set(KEYS.map(({ key }) => key.split('.')[0] ?? key))];
    expect(Object.keys(schema.properties).sort()).toEqual(['$schema', ...known].sort());
    const mail = schema.definitions.mail.properties;
    const nested = [...Object.keys(mail), ...Object.keys(mail.smtp.properties).map((key) => `smtp.${key}`)];
    expect(
      nested
        .filter((key) => key !== 'smtp')
        .map((key) => `mail.${key}`)
        .sort(),
    ).toEqual(KEYS.flatMap(({ key }) => (key.startsWith('mail.') ? [key] : [])).sort());
  });

  test('is itself valid, and names each rule, each alias and each variant', () => {
    expect(new Ajv({ strict: true, strictTypes: false }).validateSchema(schema)).toBe(true);
    const ids = RULES.flatMap(({ rule }) => [rule.id, ...((rule as { aliases?: readonly string[] }).aliases ?? [])]);
    expect([...schema.definitions.rule.enum].sort()).toEqual(ids.sort());
    expect([...schema.properties.variant.enum].sort()).toEqual([...VARIANTS].sort());
  });
});

describe('who may have written it', () => {
  test('the running user, and nobody else', () => {
    expect(readConfig(file('mine.json', '{ "lang": "ja" }', 0o600)).settings).toEqual({ lang: 'ja' });
    symlinkSync(file('linked.json'), join(dir, 'link.json'));
    expect(readConfig(join(dir, 'link.json')).settings).toEqual({});
    expect(() => readConfig(file('group.json', '{}', 0o664))).toThrow(
      /can be written to by others \(mode 664\): chmod go-w /,
    );
    expect(() => readConfig(file('all.json', '{}', 0o602))).toThrow('can be written to by others');
  });

  needsRoot('as root', () => {
    test("not another user's", () => {
      const path = file('theirs.json');
      chownSync(path, 12345, 0);
      expect(() => readConfig(path)).toThrow(/belongs to uid 12345/);
    });
  });

  test('a file that is there, regular and not endless', () => {
    mkdirSync(join(dir, 'dir.json'));
    expect(() => readConfig(join(dir, 'dir.json'))).toThrow('is not a regular file');
    expect(() => readConfig(join(dir, 'none.json'))).toThrow(
      /cannot read the configuration .*none\.json: no such file/,
    );
    expect(() => readConfig('/dev/zero')).toThrow('is not a regular file');
    expect(() => readConfig(file('large.json', ' '.repeat(1024 * 1024 + 1)))).toThrow('is larger than 1048576 bytes');
  });
});
