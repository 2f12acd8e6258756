/** Where homes come over the network: by what is mounted, and by what is to be (fstab(5), auto.master(5)) on a machine that is not running. */
import type { Host, Mount } from '../../host/host.ts';
import { mountOf } from '../../host/mounts.ts';
import { readOld } from '../../migrate/old-text.ts';

const NETWORK = /^(nfs4?|cifs|smb\w*|afs|autofs|ceph|fuse\.)/;

/** The network or automounted place in which `path` lies; null where it lies on the machine's own disks. Never throws. */
export function networkPlace(host: Host, path: string): Mount | null {
  const mount = mountOf(host.mounts() ?? [], path);
  if (mount !== null && NETWORK.test(mount.type)) return mount;
  const named = [...fieldsOf(host, '/etc/fstab').map(inFstab), ...fieldsOf(host, '/etc/auto.master').map(inAutoMaster)];
  return mountOf(
    named.filter((each) => each !== null),
    path,
  );
}

function fieldsOf(host: Host, file: string): string[][] {
  const read = readOld(host, file);
  if (read.state !== 'present') return [];
  return read.text.split('\n').flatMap((line) => (/^\s*(#|$)/.test(line) ? [] : [line.trim().split(/\s+/)]));
}

function inFstab([, path = '', type = '']: readonly string[]): Mount | null {
  return path.startsWith('/') && NETWORK.test(type) ? { path, type } : null;
}

/** A line may name `/-` for maps of whole paths, or `+` for another file. */
function inAutoMaster([path = '']: readonly string[]): Mount | null {
  return path.startsWith('/') && path !== '/-' ? { path, type: 'autofs' } : null;
}
