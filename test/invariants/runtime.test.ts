import { testExperiments } from '../support/experiments.ts';

const STARTED = 1795490000;
const PROCESSES = [{ pid: 77, name: 'qmail-send', started: STARTED }];
const LATER = STARTED + 60;

/** qmail-send was running when these were written. */
function written(files: Readonly<Record<string, string>>) {
  const changed = Object.entries(files).map(([name, content]) => [
    `/var/qmail/control/${name}`,
    { content, owner: 'root', group: 'qmail', mode: '0644', mtime: LATER },
  ]);
  return { ...Object.fromEntries(changed), processes: PROCESSES };
}

const restart = (files: Readonly<Record<string, string>>) =>
  ({ rule: 'changed-after-start', severity: 'info', also: written(files) }) as const;

testExperiments({
  A27: [
    restart({ concurrencylocal: '3\n', percenthack: 'one.test\n', envnoathost: 'elsewhere.test\n' }),
    { harmless: true, also: written({ smtproutes: 'remote.test:127.0.0.11\n' }) },
    { harmless: true, also: written({ helohost: 'new.name.test\n' }) },
    { out: 'in force at once, but what was written is trouble of its own: no own domain is accepted' },
    { out: 'in force at once, but what was written is trouble of its own: no own domain is accepted' },
    { out: 'in force at once, but what was written is trouble of its own: a time of 0' },
    restart({ me: 'new.one.test\n' }),
    restart({ queuelifetime: '1\n' }),
  ],
  A28: [restart({ locals: 'one.test\nmail.one.test\nnew.test\n', virtualdomains: 'v.test:alice\n' })],
});
