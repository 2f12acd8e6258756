import type { Check } from '../check.ts';
import { portNumber } from '../processes.ts';
import { startedAtBoot } from '../starters.ts';

/** Units and init scripts of servers that want port 25 as they are delivered, by the names that systems give them. */
const SERVERS: readonly (readonly [RegExp, string])[] = [
  [/^postfix$/, 'Postfix'],
  [/^exim4?$/, 'Exim'],
  [/^sendmail$/, 'Sendmail'],
  [/^(opensmtpd|smtpd)$/, 'OpenSMTPD'],
  [/^courier(-mta)?$/, 'Courier'],
];

/** Another mail server that is set to start with the machine: whichever comes first has port 25. Of one that runs other-mta tells. */
export const check: Check = function* (target) {
  const service = target.services.smtp.find(({ port }) => port !== null && portNumber(port) === '25');
  if (service === undefined) return;
  const processes = target.host.processes() ?? [];
  const started = startedAtBoot(target);
  for (const [is, mta] of SERVERS) {
    const found = started.find(({ name }) => is.test(name));
    if (found === undefined || processes.some(({ name }) => is.test(name) || (mta === 'Postfix' && name === 'master')))
      continue;
    yield {
      data: { mta, path: found.path, file: service.file },
      subject: { path: found.path },
      prevents: [{ id: 'TCPSERVER-10', data: { error: 'address already used' } }, { id: 'SMTPD-Q10' }],
    };
  }
};
