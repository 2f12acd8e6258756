import { testExperiments, type Verdict } from '../support/experiments.ts';
import { faultTests } from '../support/faults.ts';

const NO_CONNECTION = "Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/";
const DIED = 'Connected_to_{ip}_but_connection_died._(#4.4.2)/';
const SOFT = "Sorry,_I_couldn't_find_any_host_by_that_name._(#4.1.2)/";

const noHost = (host: string) => `Sorry,_I_couldn't_find_any_host_named_${host}._(#5.1.2)/`;
const bytes = (sees: string): Verdict => ({ rule: 'route-relay-bytes', severity: 'error', sees });
const ipv6 = (host: string): Verdict => ({ rule: 'route-ipv6', severity: 'error', sees: noHost(host) });
const portZero: Verdict = { rule: 'route-port-odd', severity: 'error', sees: NO_CONNECTION };

testExperiments({
  C01: [{ rule: 'route-no-colon', severity: 'error' }],
  C02: [{ rule: 'route-key-pattern', severity: 'error' }, { harmless: true }],
  C03: [
    bytes(noHost('?127.0.0.10')),
    bytes(noHost('?relay.test')),
    { rule: 'entry-cr', severity: 'error', sees: noHost('relay.test?') },
    bytes(noHost('relay?test')),
    bytes(noHost('?relay.test')),
    { harmless: true },
    bytes(noHost('rel??y.test')),
    bytes(SOFT),
    { rule: 'entry-cr', severity: 'error' },
  ],
  C04: [{ rule: 'route-port-missing', severity: 'error', sees: NO_CONNECTION }],
  C05: [
    { rule: 'route-empty-host', severity: 'error', sees: noHost('') },
    { rule: 'route-empty-host', severity: 'error', sees: SOFT },
    { harmless: true },
  ],
  C06: [
    portZero,
    portZero,
    portZero,
    portZero,
    portZero,
    portZero,
    // It was delivered, to port 25: not what is written.
    { rule: 'route-port-odd', severity: 'error' },
    portZero,
    { harmless: true },
    { harmless: true },
    { harmless: true },
    portZero,
    { harmless: true },
    { rule: 'route-port-odd', severity: 'error' },
  ],
  C07: [ipv6('[2001'), ipv6('2001'), ipv6('['), ipv6('')],
  C10: [{ rule: 'route-duplicate', severity: 'error' }],
  C14: [
    // The relay was on the same machine, and the connection there at once.
    { rule: 'timeout-zero', severity: 'error' },
    { rule: 'timeout-zero', severity: 'error', sees: NO_CONNECTION },
    { rule: 'timeout-zero', severity: 'error', sees: DIED },
    { rule: 'timeout-zero', severity: 'error', sees: DIED },
    // Delivered with the default: what the file says has no effect.
    { rule: 'integer-not-number' },
    { rule: 'timeout-zero', severity: 'error', sees: NO_CONNECTION },
    { harmless: true },
  ],
  C15: [{ harmless: true }, { rule: 'timeoutconnect-long', severity: 'info' }],
});

faultTests(['smtproutes-bad-port', 'smtproutes-no-host']);
