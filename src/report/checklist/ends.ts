/** Where mail for an address ends, as a person reads it. */
import type { Language } from '../../qmail/message.ts';

const KINDS = /^(mailbox|remote|program|file|refused|discarded|loop|deferred|unknown|inside)(?: (.*))?$/s;

const INSIDE = 'not from strangers';

const JA: Readonly<Record<string, (of: string) => string>> = {
  mailbox: (user) => `${user} のメールボックス`,
  remote: (address) => `外部の ${address.replace(/ via (.+)$/, '（$1 経由）')}`,
  program: (command) => `プログラム ${command}`,
  file: (path) => `ファイル ${path}`,
  refused: () => '拒否',
  discarded: () => '破棄',
  loop: () => 'ループ',
  deferred: (report) => `延期 ${report}`,
  inside: () => '外部からは不可',
  unknown: (reason) => `不明（${reason}）`,
};

/** Each end as `endTexts` has it. */
export function endsIn(language: Language, ends: readonly string[]): string {
  if (ends.length === 0) return language === 'ja' ? 'なし' : 'nobody';
  return language === 'ja'
    ? ends.map(endInJapanese).join('、')
    : ends.map((end) => (end === 'inside' ? INSIDE : end)).join(', ');
}

function endInJapanese(end: string): string {
  const [, kind = '', of = ''] = KINDS.exec(end) ?? [];
  return JA[kind]?.(of) ?? end;
}
