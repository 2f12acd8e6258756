/** Audits an image in this thread. */
import { audit, LISTED } from '../../src/audit/audit.ts';
import type { AuditOutcome, Finding } from '../../src/audit/outcome.ts';
import { readySuppressions } from '../../src/audit/suppressions.ts';
import { openTarget } from '../../src/audit/target.ts';
import type { Suppression } from '../../src/config/settings.ts';
import { bytesOf, textOf } from '../../src/host/bytes.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import type { Language } from '../../src/qmail/message.ts';

export async function auditImage(
  image: Image,
  options: { language?: Language; domains?: string[]; suppressions?: readonly Suppression[]; most?: number } = {},
): Promise<AuditOutcome> {
  const target = openTarget(imageHost(image), {
    ...(image.defaultDelivery === undefined ? {} : { defaultDelivery: bytesOf(image.defaultDelivery) }),
    domains: options.domains ?? [],
  });
  const wording = { language: options.language ?? 'en', variant: target.installation.variant.name };
  const suppressions = readySuppressions(options.suppressions ?? [], {
    home: textOf(target.installation.home),
    file: '/etc/qmail-lint.json',
    lineOf: (index) => index + 1,
    today: '2026-11-24',
  });
  return audit(target, { wording, most: options.most ?? LISTED, workerFile: null, suppressions });
}

/** Findings that speak of trouble: errors and warnings. */
export function troubles(outcome: AuditOutcome): Finding[] {
  return outcome.findings.filter((finding) => finding.severity !== 'info');
}
