import { type Profiler, Session } from 'node:inspector';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TEXT_LIMIT } from '../../src/services/reader.ts';
import { findRules } from '../../src/services/rules-files.ts';
import { findServices } from '../../src/services/services.ts';
import { type Node, tree } from './tree.ts';

const RUN = '/var/qmail/supervise/smtpd/run';

describe('places that belong to somebody else', () => {
  test.each(['fifo', 'device', 'socket'] as const)('a %s is never opened, and said', (type) => {
    const host = tree({
      [RUN]: { type },
      '/var/qmail/rc': 'qmail-start "`cat /var/qmail/control/defaultdelivery`"\n',
      '/var/qmail/control/defaultdelivery': { type },
      '/service/x/run': 'exec envdir ./env tcpserver 0 25 qmail-smtpd\n',
      '/service/x/env/A': { type },
      '/etc/hosts.allow': { type },
      '/etc/inetd.conf': { type },
    });
    const found = findServices(host, '/var/qmail');
    expect(host.reads).toEqual(['/service/x/run', '/var/qmail/rc']);
    expect(found.send[0]?.defaultDelivery).toBeNull();
    expect(found.smtp[0]?.env).toMatchObject([{ name: 'A', value: null }]);
    const paths = found.unchecked.map(({ path }) => path);
    expect(paths).toContain(RUN);
    expect(paths).toContain('/service/x/env/A');
    expect(paths).toContain('/var/qmail/control/defaultdelivery');
  });

  test('links are followed to the end, and a real file is read once', () => {
    const host = tree({
      [RUN]: { type: 'symlink', target: '/opt/run' },
      '/opt/run': { type: 'symlink', target: 'smtpd.run' },
      '/opt/smtpd.run': '#!/bin/sh\nexec tcpserver 0 25 qmail-smtpd\n',
      '/service': { type: 'symlink', target: '/var/qmail/supervise' },
      '/etc/service/smtpd': { type: 'symlink', target: '/var/qmail/supervise/smtpd' },
      '/var/qmail/supervise/loop': { type: 'symlink', target: 'loop' },
      '/var/qmail/supervise/nowhere': { type: 'symlink', target: '/nowhere' },
    });
    const found = findServices(host, '/var/qmail');
    expect(found.files).toEqual([{ path: '/opt/smtpd.run', kind: 'run' }]);
    expect(found.smtp).toMatchObject([{ file: '/opt/smtpd.run', directory: '/var/qmail/supervise/smtpd' }]);
    expect(found.unchecked).toEqual([]);
  });

  test('what cannot be looked at does not stop the rest', () => {
    const unread: Node = { type: 'file' };
    const found = findServices(
      tree({
        '/var/qmail/supervise/a/run': unread,
        '/var/qmail/supervise/b/run': 'exec tcpserver 0 25 qmail-smtpd\n',
        '/etc/init.d': { type: 'dir', mode: 0 },
        '/etc/systemd/system/qmail.service': unread,
        '/var/qmail/rc': unread,
        '/etc/xinetd.d/smtp': unread,
        '/etc/hosts.allow': unread,
      }),
      '/var/qmail',
    );
    expect(found.smtp).toHaveLength(1);
    expect(found.unchecked.map(({ path }) => path).toSorted()).toEqual([
      '/etc/hosts.allow',
      '/etc/init.d',
      '/etc/systemd/system/qmail.service',
      '/etc/xinetd.d/smtp',
      '/var/qmail/rc',
      '/var/qmail/supervise/a/run',
    ]);
  });

  test('binaries whose bytes were not recorded are no matter', () => {
    const found = findServices(
      tree({
        [RUN]: '#!/bin/sh\n/var/qmail/bin/qmail-qstat\nexec tcpserver 0 25 /var/qmail/bin/qmail-smtpd\n',
        '/var/qmail/bin/qmail-qstat': { type: 'file' },
        '/var/qmail/bin/qmail-smtpd': { type: 'file' },
      }),
      '/var/qmail',
    );
    expect(found.unchecked).toEqual([]);
  });

  test('too large a file is cut, and too many names are', () => {
    const nodes: Record<string, string> = { '/var/qmail/rc': `qmail-start a\n${'#'.repeat(TEXT_LIMIT)}` };
    for (let index = 0; index < 600; index += 1) nodes[`/service/s${index}/run`] = '';
    const found = findServices(tree(nodes), '/var/qmail');
    expect(found.send[0]?.defaultDelivery).toBe('a');
    expect(found.unchecked.map(({ path }) => path)).toEqual(['/service', '/var/qmail/rc']);
  });

  test.each<[string, (size: number) => string]>([
    [
      'functions that call each other',
      (size) => `${'f() { g; g; g; g; }\ng() { f; f; f; f; }\n'.repeat(size / 100)}f\n`,
    ],
    ['many variables and many commands', (size) => numbered(size, (at) => `export V${at}=1;env\n`)],
    ['eval after eval', (size) => numbered(size, (at) => `V${at}=1;eval x\n`)],
    ['a case of many branches', (size) => `case x in ${numbered(size, (at) => `a) V${at}=1;;`)} esac`],
    ['shells in shells', (size) => 'sh -c "'.repeat(size)],
    ['a script that runs itself', (size) => 'exec /var/qmail/rc\n'.repeat(size / 100)],
    ['a script that includes itself', (size) => '. /var/qmail/rc\n'.repeat(size / 100)],
    ['substitutions in substitutions', (size) => `V=${'$(cat '.repeat(size)}`],
    ['a line of slashes', (size) => `qmail ${'"/'.repeat(size)}`],
    ['many arguments', (size) => `env ${'A=1 '.repeat(size)} qmail-start x`],
  ])('%s: twice the text is about twice the work', (_name, script) => {
    const work = (size: number) => {
      const text = script(size);
      return callsOf(() => findServices(tree({ '/var/qmail/rc': text, [RUN]: `${text}\n#qmail` }), '/var/qmail'));
    };
    work(400);
    const [once, twice, most] = [work(1000), work(2000), work(4000)];
    expect(twice).toBeLessThan(3 * once);
    expect(most).toBeLessThan(10_000_000);
  });

  test('any bytes in any of the files', () => {
    const words = [
      ' ',
      '\n',
      '=',
      ':',
      '"',
      '\\',
      '{',
      '}',
      '[Service]\n',
      'ExecStart=',
      'tcpserver ',
      '-x',
      'qmail-smtpd',
    ];
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => String.fromCharCode(...bytes)),
      fc
        .array(
          fc.constantFrom(...words, 'service x\n{', 'server = ', 'env A=1 ', 'setenv ', '$A', '`', '%', '$(', '0 25 '),
          {
            maxLength: 40,
          },
        )
        .map((pieces) => pieces.join('')),
    );
    const paths = ['/etc/inetd.conf', '/etc/xinetd.conf', '/etc/hosts.allow', '/var/qmail/rc', RUN];
    paths.push('/etc/systemd/system/qmail.service', '/etc/init.d/qmail');
    fc.assert(
      fc.property(text, (content) => {
        const host = tree(Object.fromEntries(paths.map((path) => [path, `${content}\n#qmail`])));
        findRules(host, '/var/qmail', findServices(host, '/var/qmail'));
      }),
      { numRuns: 400 },
    );
  });
});

function numbered(count: number, text: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => text(at)).join('');
}

/** How many functions are called meanwhile: the same on every machine, however busy it is. */
function callsOf(work: () => void): number {
  const session = new Session();
  session.connect();
  const post = (method: string, params = {}) => {
    let answer: unknown;
    session.post(method, params, (error, result) => {
      if (error !== null) throw error;
      answer = result;
    });
    return answer;
  };
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  work();
  const { result } = post('Profiler.takePreciseCoverage') as { result: Profiler.ScriptCoverage[] };
  session.disconnect();
  const own = result.filter(({ url }) => url.includes('/src/'));
  return own.flatMap(({ functions }) => functions).reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
}
