/** What every command does with the options that name a machine. */
import type { TargetOptions } from '../audit/target.ts';
import { bytesOf } from '../host/bytes.ts';

/** `fromImage`: the default delivery that an image brings along. */
export function targetOptions(
  options: Omit<TargetOptions, 'domains'>,
  fromImage: string | null,
): Omit<TargetOptions, 'domains'> {
  return {
    ...options,
    home: options.home === undefined ? undefined : bytesOf(withoutSlashes(options.home)),
    defaultDelivery:
      options.defaultDelivery === undefined ? (fromImage ?? undefined) : bytesOf(options.defaultDelivery),
  };
}

function withoutSlashes(home: string): string {
  return home.replace(/(.)\/+$/, '$1');
}
