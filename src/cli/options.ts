/** Options that several commands share, and how their values are read. */
import { isIPv4 } from 'node:net';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_FILE } from '../config/in-force.ts';
import { DEFAULT_STATE } from '../config/settings.ts';
import { UsageError } from '../errors.ts';
import { bytesOf } from '../host/bytes.ts';
import { VARIANTS } from '../qmail/variant.ts';

/** Options that every command takes which looks at a machine. `formats`: the output formats beside table and json. */
export function machineOptions(command: Command, formats: readonly string[] = []): Command {
  return command
    .option('--config <file>', `the configuration (default ${DEFAULT_FILE}, where the running machine is looked at)`)
    .option('--no-config', 'read no configuration')
    .option('--home <dir>', "qmail's home on that machine (default /var/qmail)")
    .option('--root <dir>', "the machine's / is this directory")
    .option('--image <file>', 'the machine is the image in this file')
    .option('--resolver <ip[:port]>', 'ask this DNS server and no other')
    .option('--no-dns', 'ask no DNS server')
    .addOption(
      new Option('--address <ip>', "an address of the machine's own interfaces (repeatable)").argParser(
        collectAddresses,
      ),
    )
    .addOption(
      new Option(
        '--public-address <ip>',
        'an address by which the world reaches it through NAT (repeatable)',
      ).argParser(collect),
    )
    .option('--default-delivery <text>', 'what qmail-start was given, such as ./Maildir/')
    .addOption(new Option('--variant <name>', 'which qmail it is').choices([...VARIANTS]))
    .addOption(new Option('--patrn <octal>', 'conf-patrn').argParser(octal))
    .addOption(new Option('--break <character>', 'conf-break').argParser(character))
    .addOption(new Option('--split <number>', 'conf-split').argParser(whole))
    .addOption(new Option('--spawn <number>', 'conf-spawn').argParser(whole))
    .addOption(
      new Option('--format <name>', 'output format')
        .choices([...new Set(['table', 'json', ...formats])])
        .default('table'),
    )
    .addOption(languageOption());
}

/** What an audit asks beyond that: the options that a configuration may set too. */
export function auditOptions(command: Command, formats: readonly string[] = []): Command {
  return machineOptions(command, formats)
    .addOption(
      new Option(
        '--own-domain <name>',
        'a further name that is meant to be local or virtual here (repeatable)',
      ).argParser(collectNames),
    )
    .option('--user <name>', 'the audit for one account: its mailbox, and what concerns all')
    .addOption(
      new Option(
        '--domain <name>',
        'the audit for one domain: itself, whom its mail comes to, and what concerns all',
      ).argParser(domainName),
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['error', 'warning', 'info', 'never'])
        .default('error'),
    )
    .addOption(
      new Option(
        '--log <file>',
        'a log, or its directory, to hold the findings against (repeatable; default: where the installation logs)',
      ).argParser(collect),
    )
    .option('--no-log', 'read no log')
    .option('--baseline <file>', 'findings of this file are known: only others decide the exit code')
    .option('--no-baseline', 'no finding is known')
    .addOption(
      new Option('--mail-to <address>', 'mail what is new, worse or gone since the last run (repeatable)').argParser(
        collectMailboxes,
      ),
    )
    .addOption(
      new Option(
        '--heartbeat <time>',
        'with a mail: how often it tells that nothing has changed, such as 7d',
      ).argParser(interval),
    )
    .option('--state <file>', `with a mail: where the last run is remembered (default ${DEFAULT_STATE})`);
}

export function colourOption(): Option {
  return new Option('--color <when>', 'colours in the table').choices(['auto', 'always', 'never']).default('auto');
}

export function languageOption(): Option {
  return new Option('--lang <language>', 'language of the report').choices(['en', 'ja']);
}

export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function collectNames(value: string, before: string[] | undefined): string[] {
  return collect(domainName(value), before);
}

function domainName(value: string): string {
  if (!/^[^\s@]+$/.test(value)) throw new InvalidArgumentError('give the name of a domain.');
  return value;
}

function collectMailboxes(value: string, before: string[] | undefined): string[] {
  if (!/^[^\s@<>-][^\s@<>]*@[^\s@<>]+$/.test(value))
    throw new InvalidArgumentError('give an address, such as postmaster@example.org.');
  return collect(value, before);
}

function interval(value: string): string {
  if (!/^[1-9]\d{0,3}[dhw]$/.test(value))
    throw new InvalidArgumentError('give a number of hours, days or weeks, such as 7d.');
  return value;
}

function collectAddresses(value: string, before: string[] | undefined): string[] {
  if (!isIPv4(value)) throw new InvalidArgumentError('give an IPv4 address; qmail knows no others.');
  return collect(value, before);
}

export function whole(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('give a whole number.');
  return Number(value);
}

/** As `whole`, or none. */
export function count(value: string): number {
  return value === '0' ? 0 : whole(value);
}

/** qmail takes the first byte of conf-break; an empty one breaks no name. */
function character(value: string): string {
  if (bytesOf(value).length > 1) throw new UsageError(`--break ${value}: give one ASCII character, such as -`);
  return value;
}

export function octal(value: string): number {
  if (!/^[0-7]{1,4}$/.test(value)) throw new InvalidArgumentError('give an octal number, such as 002.');
  return Number.parseInt(value, 8);
}
