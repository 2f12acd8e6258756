/** From the options of the command line to the machine that is asked. */
import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { bytesOf } from './bytes.ts';
import { dnsResolver } from './dns.ts';
import type { Host, Resolver } from './host.ts';
import { openImageFile } from './image.ts';
import { isDirectory, machineHost } from './machine.ts';
import { deadMounts, readMounts } from './mounts.ts';
import { noDns } from './no-dns.ts';

export interface HostOptions {
  readonly root?: string | undefined;
  readonly image?: string | undefined;
  readonly resolver?: string | undefined;
  readonly dns?: boolean | undefined;
  readonly address?: readonly string[] | undefined;
  readonly publicAddress?: readonly string[] | undefined;
}

export interface Opened {
  readonly host: Host;
  /** What an image says of the machine beyond its files. */
  readonly defaultDelivery: string | null;
}

const PROBE_SECONDS = 3;

/** Throws UsageError for a root that is no directory, a broken image or a bad resolver address. */
export async function openHost(options: HostOptions): Promise<Opened> {
  if (options.root !== undefined && options.image !== undefined)
    throw new UsageError('--root and --image exclude each other');
  const dns = resolverOf(options);
  if (options.image !== undefined) return openImage(options.image, options, dns);
  const root = options.root === undefined ? '' : rootOf(options.root);
  const mounts = readMounts();
  const dead = await deadMounts(mounts, PROBE_SECONDS);
  const host = machineHost({ root, dns: dns ?? dnsResolver(), mounts, dead, ...addressesOf(options) });
  return { host, defaultDelivery: null };
}

async function openImage(file: string, options: HostOptions, dns: Resolver | null): Promise<Opened> {
  const { host, image } = await openImageFile(file);
  const delivery = image.defaultDelivery === undefined ? null : bytesOf(image.defaultDelivery);
  return { host: { ...host, ...(dns === null ? {} : { dns }), ...addressesOf(options) }, defaultDelivery: delivery };
}

function rootOf(root: string): string {
  const path = resolve(root);
  if (!isDirectory(path)) throw new UsageError(`--root ${root}: no such directory`);
  return path === '/' ? '' : Buffer.from(path, 'utf8').toString('latin1');
}

function resolverOf(options: HostOptions): Resolver | null {
  if (options.dns === false) return noDns;
  if (options.resolver === undefined) return null;
  try {
    return dnsResolver(options.resolver);
  } catch {
    throw new UsageError(`--resolver ${options.resolver}: give an address, such as 127.0.0.1 or 127.0.0.1:5300`);
  }
}

function addressesOf(options: HostOptions): { addresses?: readonly string[]; publicAddresses?: readonly string[] } {
  return {
    ...(options.address?.length ? { addresses: options.address } : {}),
    ...(options.publicAddress?.length ? { publicAddresses: options.publicAddress } : {}),
  };
}
