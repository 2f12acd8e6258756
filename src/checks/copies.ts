/** What is seen of a copy that a line of a dot-qmail file forwards to what was not meant as its address. */
import { ROOT } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import { constmap, openControl, readList, splitEntries } from '../qmail/control.ts';
import { hop } from '../qmail/hop.ts';
import type { Installation } from '../qmail/installation.ts';
import type { UsersCdb } from '../qmail/lspawn.ts';
import { routeOf } from '../qmail/remote.ts';
import { readSendControls } from '../qmail/send.ts';
import { SOMEONE } from '../qmail/trace.ts';
import type { Prevented } from './check.ts';

export type CopyTo = (address: string) => readonly Prevented[];

/** Nothing where it cannot be told, such as what another host answers. The controls are read when the first copy is asked for. */
export function copies(installation: Installation, cdb: UsersCdb): CopyTo {
  let ask: CopyTo | undefined;
  return (address) => {
    try {
      ask ??= reader(installation, cdb);
      return ask(address);
    } catch (error) {
      if (error instanceof CouldNotCheck) return [];
      throw error;
    }
  };
}

function reader(installation: Installation, cdb: UsersCdb): CopyTo {
  const controls = readSendControls(installation, ROOT);
  if ('refused' in controls) return () => [];
  const file = openControl(installation.host, ROOT, installation.home, 'control/smtproutes');
  const routes = constmap(file.state === 'present' ? splitEntries(readList(file.text)) : []);
  return (address) => {
    const { outcome, to } = hop(installation, controls, cdb, address, SOMEONE);
    if (outcome === null)
      return leaves(to.slice(to.lastIndexOf('@') + 1), (host) => routeOf(routes, host).relay !== null);
    if (outcome.message === null) return [];
    if (outcome.status !== 'success') return [{ id: outcome.message, data: outcome.data }];
    return [{ id: outcome.message === 'LSPAWN-12' ? 'LOCAL-Q1' : 'LOCAL-Q10' }];
  };
}

/** A host name with such bytes has no records; qmail-remote shows what is not printable as `?` (qmail-remote.c:66). */
function leaves(host: string, isRelayed: (host: string) => boolean): Prevented[] {
  if (/^[A-Za-z0-9_.[\]-]+$/.test(host) || isRelayed(host)) return [];
  return [{ id: 'REMOTE-11', data: { host: host.replace(/[^\x21-\x7e]/g, '?') } }];
}
