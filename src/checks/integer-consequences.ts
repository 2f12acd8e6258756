/** What follows from the number that qmail takes from an integer file. */
import type { Prevented } from './check.ts';

/** A limit below this refuses mail that people send. */
const SMALL_LIMIT = 1_000_000;
const HOUR = 3600;

/** The default holds since the file has no number. */
export function keepsDefault(name: string): Prevented {
  switch (name) {
    case 'databytes':
      return { id: 'SMTPD-Q4' };
    case 'timeoutsmtpd':
      return { id: 'SMTPD-Q3' };
    case 'timeoutconnect':
    case 'timeoutremote':
      return { id: 'REMOTE-Q4' };
    default:
      return { id: 'SEND-Q4' };
  }
}

/** `number`, as qmail's int has it, is not what was written. concurrency* and databytes take it as unsigned (qmail-send.c:1555). */
export function takesOther(name: string, number: number): readonly Prevented[] {
  switch (name) {
    case 'databytes':
      return [{ id: number > 0 && number < SMALL_LIMIT ? 'SMTPD-23' : 'SMTPD-Q4' }];
    case 'queuelifetime':
      return number < HOUR ? [{ id: 'SEND-Q6' }, { id: 'SEND-DX' }] : [{ id: 'SEND-Q6' }];
    case 'timeoutsmtpd':
      return [{ id: number < 10 ? 'SMTPD-5' : 'SMTPD-Q3' }];
    case 'timeoutremote':
      return [{ id: number <= 0 ? 'REMOTE-14' : 'REMOTE-Q4' }];
    case 'timeoutconnect':
      return [{ id: number <= 0 ? 'REMOTE-3' : 'REMOTE-Q4' }];
    default:
      return [{ id: number === 0 ? 'SEND-Q2' : 'SEND-Q6' }];
  }
}
