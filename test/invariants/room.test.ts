import { testExperiments } from '../support/experiments.ts';

const harmless = { harmless: true } as const;
const REFUSED = '451 qq trouble creating files in queue (#4.3.0)';

testExperiments({
  L18: [
    { rule: 'room-low', sees: '451 qq write error or disk full (#4.3.0)', severity: 'error' },
    { rule: 'room-low', sees: REFUSED, severity: 'error' },
    { rule: 'room-low', also: { '/var/qmail/queue': { mounted: 'no free inodes' } } },
  ],
  L20: [harmless],
});
