import { cdbMake } from '../../src/qmail/cdb.ts';
import { compileTcprules, tcprulesRecords } from '../../src/qmail/tcprules.ts';
import { testExperiments, type Verdict } from '../support/experiments.ts';
import type { Setup } from '../support/setup.ts';

const CDB = '/etc/tcp.smtp.cdb';

/** The tcpserver that the experiment started by hand, as a run script. */
function started(flags: string): Setup {
  const ids = '-u 7791 -g 2108';
  const command = `tcpserver -v -l mail.one.test ${ids} ${flags} -x ${CDB} 127.0.0.1 2500 /var/qmail/bin/qmail-smtpd`;
  return { '/service/qmail-smtpd/run': `#!/bin/sh\nexec ${command}\n` };
}

function refused(line: string): Verdict {
  return { rule: 'rules-refused', sees: `tcprules: fatal: unable to parse this line: ${line}` };
}

const RELAY_REFUSED = "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)";

function dropped(error: string): string {
  return `tcpserver: warning: dropping connection, unable to read ${CDB}: ${error}`;
}

/** The rules of G18, of which the setup has the beginning and the end, and their cdb up to some byte. */
function cutTo(length: number): Setup {
  const denied = Array.from({ length: 194 }, (_, index) => `127.0.0.${index + 6}:deny\n`).join('');
  const source = `${denied}127.:allow\n`;
  const compiled = compileTcprules(source);
  if (!compiled.ok) throw new Error(compiled.says);
  const cdb = cdbMake(tcprulesRecords(compiled.rules));
  if (cdb.length !== 9156) throw new Error(`the cdb of the experiment had 9156 bytes, not ${cdb.length}`);
  return {
    ...started('-R -H'),
    '/etc/tcp.smtp': source,
    [CDB]: { base64: cdb.subarray(0, length).toString('base64'), owner: 'root', group: 'root' },
  };
}

const NOT_RUN = '451 unable to exec qq (#4.3.0)';

testExperiments({
  G01: [
    refused('127.:Allow'),
    refused('127.:allowed'),
    refused('127.:permit'),
    refused('127.:'),
    refused('127.: allow'),
    refused('127.:allow;RELAYCLIENT=""'),
    refused('127.:allow,RELAYCLIENT'),
    refused('127.:allow,RELAYCLIENT="'),
    refused('127.:allow,RELAYCLIENT="a" ,X="y"'),
    refused('127.:allow RELAYCLIENT=""'),
    refused('127.:allow,'),
    refused('my-host.test:allow'),
    refused('fe80::1:allow'),
    // Taken as it stands, but a stranger was denied, while the zone has an MX that leads here.
    { rule: 'rules-deny-all' },
    { rule: 'rules-refused' },
  ],
  G02: [{ rule: 'rules-line-ignored', severity: 'warning' }],
  G03: [{ rule: 'rules-cidr', severity: 'error' }],
  G04: [{ rule: 'rules-prefix-no-dot', severity: 'error' }, { harmless: true }],
  G05: [{ rule: 'rules-too-many-parts', severity: 'error' }],
  G06: [
    { rule: 'rules-address-odd', severity: 'error', also: started('-R') },
    { harmless: true, also: started('-R') },
  ],
  G07: [{ rule: 'rules-variable-blank', sees: RELAY_REFUSED, severity: 'error' }],
  G07b: [{ rule: 'rules-variable-misspelt', sees: RELAY_REFUSED, severity: 'warning' }],
  G08: [
    { rule: 'relay-for-all', severity: 'error' },
    { rule: 'relay-for-all', severity: 'error' },
    { rule: 'relay-for-all', severity: 'error' },
    // No relay, since no name is looked up; but then the rule is there for nothing.
    { rule: 'rules-never-asked', also: started('-R -H') },
    { rule: 'relay-for-all', severity: 'error' },
  ],
  G09: [
    { rule: 'relay-by-name', severity: 'error' },
    { harmless: true, also: started('-R -p') },
  ],
  G10: [
    { rule: 'relayclient-value', severity: 'error' },
    { rule: 'relayclient-value', severity: 'error' },
    // The recipients went to that host, as the value asks for.
    { harmless: true },
  ],
  G11: [{ rule: 'relay-not-local', sees: RELAY_REFUSED, severity: 'info' }, { harmless: true }],
  G12: [{ rule: 'rules-duplicate', severity: 'warning' }],
  G13: [
    { rule: 'rules-range-empty', severity: 'error' },
    { harmless: true },
    { harmless: true },
    { rule: 'rules-range-empty' },
    { rule: 'rules-range-empty' },
    { rule: 'rules-range-empty' },
    { harmless: true },
    { harmless: true },
  ],
  G14: [{ rule: 'rules-order', severity: 'info' }],
  // What was compiled before the edit is not told; it let 127.0.0.5 in.
  G15: [{ rule: 'rules-stale', severity: 'error', also: { [CDB]: { tcprules: '127.:allow\n' } } }],
  G16: [
    { rule: 'rules-cdb-missing', sees: dropped('file does not exist'), also: started('-R -H') },
    { harmless: true, also: started('-R -H -X') },
  ],
  G17: [
    { rule: 'rules-cdb-unreadable', sees: dropped('access denied'), severity: 'error', also: started('-R -H') },
    { rule: 'rules-cdb-unreadable', sees: dropped('access denied'), severity: 'error', also: started('-R -H -X') },
  ],
  G18: [
    { rule: 'rules-cdb-broken', sees: dropped('invalid argument'), also: cutTo(0) },
    { rule: 'rules-cdb-broken', sees: dropped('protocol error'), also: cutTo(1000) },
    { rule: 'rules-cdb-broken', sees: dropped('protocol error'), also: cutTo(2047) },
    { rule: 'rules-cdb-broken', sees: dropped('protocol error'), also: cutTo(2048) },
    { rule: 'rules-cdb-broken', sees: dropped('protocol error'), also: cutTo(7656) },
    // Neither of the two clients met the missing byte.
    { rule: 'rules-cdb-broken', also: cutTo(9155) },
    {
      rule: 'rules-cdb-broken',
      sees: dropped('protocol error'),
      also: { ...started('-R -H'), [CDB]: { content: 'garbage', owner: 'root', group: 'root' } },
    },
  ],
  G19: [
    { rule: 'rules-qmailqueue', sees: NOT_RUN },
    { rule: 'rules-qmailqueue', sees: NOT_RUN },
    { rule: 'rules-qmailqueue', sees: NOT_RUN },
    { rule: 'rules-qmailqueue', sees: NOT_RUN },
    { harmless: true },
    { rule: 'rules-qmailqueue', sees: NOT_RUN },
    { rule: 'rules-qmailqueue', sees: NOT_RUN },
  ],
  G20: [{ rule: 'rules-deny-all', sees: 'tcpserver: end {pid} status 25600', severity: 'warning' }],
  G22: [
    { harmless: true, also: started('-H') },
    { rule: 'rules-never-asked', severity: 'warning', also: started('-H -R') },
    { harmless: true, also: started('-R') },
    { rule: 'rules-never-asked', severity: 'warning', also: started('-R -H') },
  ],
});
