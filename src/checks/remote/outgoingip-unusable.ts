import { readLine } from '../../qmail/control.ts';
import type { VariantName } from '../../qmail/variant.ts';
import type { Check } from '../check.ts';
import { controlPath, controlText } from '../text.ts';

const READERS: readonly VariantName[] = ['sagredo', 'qmail-ldap'];
const ANY = '0.0.0.0';

/** The address that qmail-remote binds to before it connects (sagredo qmail-remote.c:964). What follows the address is not looked at. */
export const check: Check = function* (target) {
  const { host, installation } = target;
  if (!READERS.includes(installation.variant.name)) return;
  const text = controlText(target, 'outgoingip');
  if (text === null) return;
  const value = readLine(text);
  const path = controlPath(target, 'outgoingip');
  const at = { data: { value, path }, subject: { path, line: 1 } };
  const address = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/.exec(value)?.[0];
  if (address === undefined) yield { ...at, prevents: [{ id: 'REMOTE-27' }] };
  else if (address === ANY || host.addresses?.includes(address)) return;
  else if (host.addresses === null)
    yield { skip: 'not-asked', reason: 'own addresses are not known (--address)', path };
  else yield { ...at, message: 'foreign', prevents: [{ id: 'REMOTE-3' }] };
};
