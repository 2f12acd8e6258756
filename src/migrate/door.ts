/** Whose mail is taken from strangers: clients that may not relay. */
import { ROOT } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import { lowerCase } from '../qmail/control.ts';
import type { Installation } from '../qmail/installation.ts';
import { accepts, readRcpthosts } from '../qmail/rcpthosts.ts';
import type { OldMail, Told } from './old-mail.ts';

/** Whether mail for an address is taken from a stranger; null where that cannot be told. */
export type Door = (address: string) => boolean | null;

export function oldDoor({ locals, virtuals, relays, relayRecipients, refusedRecipients }: OldMail): Door {
  const own = valuesOf([...locals, ...virtuals]);
  const others = valuesOf(relays);
  const refused = valuesOf(refusedRecipients);
  return (address) => {
    const whole = lowerCase(address);
    const at = whole.lastIndexOf('@');
    const domain = whole.slice(at + 1);
    if ([whole, whole.slice(0, at + 1), domain].some((key) => refused.has(key))) return false;
    if (own.has(domain)) return true;
    const suffixes = [...domain].flatMap((letter, index) => (letter === '.' && index > 0 ? [domain.slice(index)] : []));
    if (![domain, ...suffixes].some((key) => others.has(key))) return false;
    return relayRecipients === null || relayRecipients.has(whole) || relayRecipients.has(`@${domain}`);
  };
}

function valuesOf(list: readonly Told<string>[]): Set<string> {
  return new Set(list.map(({ value }) => value));
}

/** What qmail-smtpd says to a client without RELAYCLIENT. */
export function newDoor(installation: Installation): Door {
  try {
    const rcpthosts = readRcpthosts(installation, installation.smtpUser.who ?? ROOT);
    return (address) => {
      const taken = accepts(rcpthosts, address);
      return taken === 'trouble' ? null : taken.accepted;
    };
  } catch (error) {
    if (error instanceof CouldNotCheck) return () => null;
    throw error;
  }
}
