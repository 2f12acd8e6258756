import { testExperiments, type Verdict } from '../support/experiments.ts';
import { faultTests } from '../support/faults.ts';

const NO_CONNECTION = "Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/";
const DIED = 'Connected_to_{ip}_but_connection_died._(#4.4.2)/';
const SOFT = "Sorry,_I_couldn't_find_any_host_by_that_name._(#4.1.2)/";

const noHost = (host: string) => `Sorry,_I_couldn't_find_any_host_named_${host}._(#5.1.2)/`;
const bytes = (sees: string): Verdict => ({ rule: 'route-relay-bytes', severity: 'error', sees });
const ipv6 = (host: string): Verdict => ({ rule: 'route-ipv6', severity: 'error', sees: noHost(host) });
/** The names that the experiments had: nothing else existed. */
const zone = {
  mx: [['remote.test', 10, 'mx.remote.test']],
  a: [
    ['mx.remote.test', '127.0.0.10'],
    ['mail.one.test', '127.0.0.1'],
    ['relay.test', '127.0.0.10'],
  ],
  otherwise: [['', 'none']],
};
const REFUSED =
  "127.0.0.1_does_not_like_recipient./Remote_host_said:_553_sorry,_that_domain_isn't_in_my_list_of_allowed_rcpthosts_(#5.7.1)/Giving_up_on_127.0.0.1./";
const LOOPING =
  '127.0.0.1_failed_after_I_sent_the_message./Remote_host_said:_554_too_many_hops,_this_message_is_looping_(#5.4.6)/';
const MY_NAME = 'Connected_to_{ip}_but_my_name_was_rejected./Remote_host_said:_{reply}';
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
  C08: [
    { rule: 'route-to-self', severity: 'error', sees: REFUSED },
    { rule: 'route-to-self', severity: 'error', sees: LOOPING },
    { out: 'the domain with its MX here stands in no file' },
  ],
  C09: [{ rule: 'route-unused', severity: 'warning' }],
  C10: [{ rule: 'route-duplicate', severity: 'error' }],
  C11: [{ rule: 'route-redundant', severity: 'info' }],
  C12: [{ rule: 'route-relay-unknown', severity: 'error', sees: noHost('hub'), also: { zone } }],
  C13: [{ rule: 'helohost-odd', severity: 'warning', sees: MY_NAME }],
  C14: [
    // The relay was on the same machine, and the connection there at once.
    { rule: 'timeout-zero', severity: 'error' },
    { rule: 'integer-overflow', severity: 'error', sees: NO_CONNECTION },
    { rule: 'timeout-zero', severity: 'error', sees: DIED },
    { rule: 'integer-overflow', severity: 'error', sees: DIED },
    // Delivered with the default: what the file says has no effect.
    { rule: 'integer-not-number' },
    { rule: 'timeout-zero', severity: 'error', sees: NO_CONNECTION },
    { harmless: true },
  ],
  C15: [{ harmless: true }, { rule: 'timeoutconnect-long', severity: 'info' }],
});

faultTests(['smtproutes-bad-port', 'smtproutes-no-host']);
