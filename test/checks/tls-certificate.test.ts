/** What cannot be told of a certificate is said, and its key is tried with what OpenSSL itself makes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEFT_OUT } from '../../src/host/image-format.ts';
import { firstCertificate, keyFits } from '../../src/services/certificate.ts';
import { plainText } from '../../src/snapshot/secret-text.ts';
import { auditImage } from '../support/audit.ts';
import { needsProgram } from '../support/needs.ts';
import { type Setup, setUp } from '../support/setup.ts';

const tested = needsProgram('openssl', 'openssl');
const PEM = '/var/qmail/control/servercert.pem';
let dir = '';
const made: Record<string, string> = {};
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tls-'));
  if (tested !== test) return;
  const kinds = { rsa: ['rsa:2048'], ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], ed25519: ['ed25519'] };
  for (const [kind, newkey] of Object.entries(kinds)) {
    openssl(
      'req',
      '-x509',
      '-nodes',
      '-newkey',
      ...newkey,
      '-days',
      '400',
      '-subj',
      '/CN=x',
      '-keyout',
      `${kind}.key`,
      '-out',
      `${kind}.pem`,
    );
    made[kind] = readFileSync(join(dir, `${kind}.pem`), 'utf8');
    made[`${kind}.key`] = readFileSync(join(dir, `${kind}.key`), 'utf8');
  }
  openssl('rsa', '-aes128', '-passout', 'pass:secret', '-in', 'rsa.key', '-out', 'locked.key');
  made['locked.key'] = readFileSync(join(dir, 'locked.key'), 'utf8');
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true }));

const answer = (certificate: string, key: string) => {
  const found = firstCertificate(made[certificate] ?? '');
  return found === null ? null : keyFits(found, made[key] ?? key, LEFT_OUT);
};

tested.each(['rsa', 'ec', 'ed25519'])('a key of %s fits its certificate alone', (kind) => {
  expect(answer(kind, `${kind}.key`)).toBe('fits');
  for (const other of ['rsa', 'ec', 'ed25519'].filter((each) => each !== kind))
    expect(answer(kind, `${other}.key`)).toBe('other');
});

tested.each([
  ['locked.key', 'locked'],
  ['', 'none'],
  ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'broken'],
  ['-----BEGIN PRIVATE KEY-----\n', 'none'],
])('%j', (key, expected) => {
  expect(answer('rsa', key)).toBe(expected);
});

tested('a snapshot leaves the key out, and that is known', () => {
  expect(
    answer(
      'ec',
      plainText(made['ec.key'] ?? '', () => `${LEFT_OUT}-12345678`),
    ),
  ).toBe('censored');
});

test.each(['', 'x', '-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
  'no certificate: %j',
  (text) => expect(firstCertificate(text)).toBeNull(),
);

async function skipped(setup: Setup): Promise<string[]> {
  const outcome = await auditImage(setUp(setup));
  return outcome.skipped
    .filter(({ rule }) => rule === 'tls-certificate')
    .map(({ kind, reason }) => `${kind}: ${reason}`);
}

tested('what is not known is not called fine', async () => {
  const program = { content: '\x7fELF\x02 control/servercert.pem', mode: '0755', owner: 'root', group: 'root' };
  const certificate = { content: made['rsa'] ?? '', mode: '0640', owner: 'root', group: 'ssl' };
  const setup = { '/var/qmail/bin/qmail-smtpd': program, [PEM]: { ...certificate, group: 'qmail' } };
  expect(await skipped(setup)).toContain('could-not: whom the server runs as is not known');
  const unit = '[Service]\nUser=qmaild\nStandardInput=socket\nExecStart=/var/qmail/bin/qmail-smtpd\n';
  expect(await skipped({ ...setup, '/etc/systemd/system/qmail-smtpd@.service': unit })).toContain(
    'could-not: the further groups of its user are not known',
  );
});
