/** Whose a recipient in the log is, in the names that findings have for their users. */
import type { Target } from '../checks/check.ts';
import { textOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import { lowerCase } from '../qmail/control.ts';
import { lspawn } from '../qmail/lspawn.ts';

/** The users and the domain that a recipient, as `starting delivery` has it, may stand for in a finding. */
export interface Owners {
  readonly users: readonly string[];
  readonly domain: string;
}

export type OwnersOf = (recipient: string) => Owners;

/** Asks the model; a recipient that it cannot tell belongs to every name that its local part begins with. Throws nothing. */
export function ownersOf(target: Target): OwnersOf {
  const installation = { ...target.installation, takenForGranted: true };
  return (recipient) => {
    const at = recipient.lastIndexOf('@');
    const local = recipient.slice(0, Math.max(at, 0));
    const domain = textOf(lowerCase(recipient.slice(at + 1)));
    try {
      const assigned = lspawn(installation, target.usersCdb(), local);
      if (!('outcome' in assigned) && assigned.by === 'passwd') {
        // `alias-shop-info`, as a virtual domain makes it, is for the file of shop-info.
        const files = assigned.user === 'alias' ? beginnings(assigned.ext, installation.compiled.break) : [];
        return { users: [assigned.user, ...files].map(textOf), domain };
      }
      const users = 'outcome' in assigned ? [] : [assigned.user];
      return { users: [...users, ...beginnings(local, installation.compiled.break)].map(textOf), domain };
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      return { users: beginnings(local, installation.compiled.break).map(textOf), domain };
    }
  };
}

/** The whole of it, and what stands before each break character: `a-b-c`, `a-b`, `a`. */
function beginnings(local: string, breaks: string): string[] {
  const name = lowerCase(local);
  const cuts = [...name].flatMap((letter, index) => (letter === breaks ? [name.slice(0, index)] : []));
  return [name, ...cuts];
}
