import type { Check } from '../check.ts';

/** What tcpserver asks others before it runs the program: -h (default), -r (default), and the own name without -l (tcpserver.c). */
export const check: Check = function* (target) {
  for (const { kind, lookupHost, lookupInfo, lookupLocal, file: path, line, program } of target.services.smtp) {
    if (kind !== 'tcpserver' || !(lookupHost || lookupInfo || lookupLocal)) continue;
    const flags = [...(lookupHost ? ['-H'] : []), ...(lookupInfo ? ['-R'] : []), ...(lookupLocal ? ['-l'] : [])];
    const message = lookupInfo ? 'ident' : 'names';
    yield { message, data: { flags: flags.join(', '), file: path, program }, subject: { path, line } };
  }
};
