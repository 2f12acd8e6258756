/** `qmail-lint addresses`: every address that is taken, and where its mail ends. */
import type { Unseen } from '../audit/address-list.ts';
import { addresses, isAmiss, type ListedAddress } from '../audit/addresses.ts';
import { openTarget, type TargetOptions } from '../audit/target.ts';
import { EXIT } from '../exit.ts';
import { bytesOf } from '../host/bytes.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { lookOf } from '../look.ts';
import type { Language } from '../qmail/message.ts';
import { addressesJson, addressesTable } from '../report/addresses.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { accountNamed, targetOptions } from './machine.ts';

export interface AddressesArguments extends HostOptions, Omit<TargetOptions, 'domains'> {
  readonly user?: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json';
  readonly lang?: Language;
}

/** `only`: the domain. Returns the exit code. Throws UsageError for a wrong target or account. */
export async function listAddresses(
  only: string | undefined,
  options: AddressesArguments,
  terminal: Terminal,
): Promise<number> {
  const { host, defaultDelivery } = await openHost(options);
  const target = openTarget(remembering(host), targetOptions(options, defaultDelivery));
  const user = accountNamed(target, options.user);
  const exit = { amiss: false, unseen: false };
  const listed = noted(
    addresses(target, {
      ...(only === undefined ? {} : { domain: bytesOf(only) }),
      ...(user === null ? {} : { user }),
    }),
    exit,
  );
  const look = lookOf(options, terminal);
  await writeAll(
    terminal.stdout,
    options.format === 'json' ? addressesJson(listed) : addressesTable(listed, look, terminal.stdout.isTTY !== true),
  );
  return exit.amiss ? EXIT.findings : exit.unseen ? EXIT.incomplete : EXIT.fine;
}

async function* noted(
  listed: AsyncIterable<ListedAddress | Unseen>,
  exit: { amiss: boolean; unseen: boolean },
): AsyncGenerator<ListedAddress | Unseen> {
  for await (const each of listed) {
    if ('reason' in each || each.unseen !== undefined) exit.unseen = true;
    else if (isAmiss(each)) exit.amiss = true;
    yield each;
  }
}
