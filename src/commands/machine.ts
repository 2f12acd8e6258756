/** What every command does with the options that name a machine. */
import { resolve } from 'node:path';
import type { TargetOptions } from '../audit/target.ts';
import { UsageError } from '../errors.ts';
import { bytesOf } from '../host/bytes.ts';
import type { HostOptions } from '../host/open.ts';

/** `fromImage`: the default delivery that an image brings along. Throws UsageError for a home that names no place. */
export function targetOptions(
  options: Omit<TargetOptions, 'domains'> & Pick<HostOptions, 'root' | 'image'>,
  fromImage: string | null,
): Omit<TargetOptions, 'domains'> {
  return {
    ...options,
    home: options.home === undefined ? undefined : bytesOf(absoluteHome(options.home, options)),
    defaultDelivery:
      options.defaultDelivery === undefined ? (fromImage ?? undefined) : bytesOf(options.defaultDelivery),
  };
}

/** The running machine alone has a directory that a relative home starts from. */
function absoluteHome(home: string, { root, image }: Pick<HostOptions, 'root' | 'image'>): string {
  if (home.startsWith('/')) return withoutSlashes(home);
  const other = root === undefined ? image : root;
  if (other === undefined && home !== '') return resolve(home);
  const machine = other === undefined ? '' : ` on the machine of ${root === undefined ? '--image' : '--root'} ${other}`;
  throw new UsageError(`home '${home}': give an absolute path${machine}, such as /var/qmail`);
}

function withoutSlashes(home: string): string {
  return home.replace(/(.)\/+$/, '$1');
}
