/** The system that is left, whatever it is: its addresses, where they end, and the files of qmail that stand for it. */
import type { Host } from '../../host/host.ts';
import { type OldAddress, oldAddresses } from '../../migrate/addresses.ts';
import { type Door, oldDoor } from '../../migrate/door.ts';
import type { Feature, OldMail, OldUser, SystemName, Trouble } from '../../migrate/old-mail.ts';
import { type End, oldOutcome } from '../../migrate/outcome.ts';
import { qmailCommand } from '../../migrate/proposal/lines.ts';
import { type Proposal, propose } from '../../migrate/proposal/proposal.ts';
import type { NewMachine } from '../../migrate/proposal/types.ts';
import type { Place } from './assigned.ts';

export interface OldSide {
  readonly system: SystemName;
  readonly hostName: string | null;
  readonly host: Host;
  readonly users: readonly OldUser[];
  /** As qmail-start takes it; null for what it has no word for, and where it is not known. */
  readonly defaultDelivery: string | null;
  /** Maildirs that are nobody's own mailbox, and directories of users/assign that are nobody's home. */
  readonly maildirs: readonly Place[];
  readonly trees: readonly Place[];
  readonly troubles: readonly Trouble[];
  readonly features: readonly Feature[];
  readonly addresses: readonly OldAddress[];
  outcome(address: string): readonly End[];
  readonly door: Door;
  propose(machine: NewMachine): Proposal;
}

/** Another mail system. Programs are told as they stand in a dot-qmail file. */
export function otherSide(host: Host, mail: OldMail): OldSide {
  const ends = oldOutcome(host, mail);
  return {
    system: mail.system,
    hostName: mail.hostName?.value ?? host.hostname,
    host,
    users: mail.users,
    defaultDelivery: mail.homeMailbox,
    maildirs: [],
    trees: [],
    troubles: mail.troubles,
    features: mail.features,
    addresses: oldAddresses(mail),
    outcome: (address) =>
      ends(address).map((end) => {
        if (end.kind === 'program') return { ...end, command: qmailCommand(end.command) };
        return end.kind === 'mailbox' && mail.homeMailbox !== null ? { ...end, place: mail.homeMailbox } : end;
      }),
    door: oldDoor(mail),
    propose: (machine) => propose(host, mail, machine),
  };
}
