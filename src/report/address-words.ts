/** The words around a list of addresses, in English and Japanese. */
import type { EndKind } from '../audit/address-ends.ts';
import type { Language } from '../qmail/message.ts';

export interface AddressWords {
  /** What becomes of the mail, in a word. */
  readonly kind: Readonly<Record<EndKind, string>>;
  readonly fault: Readonly<Record<'missing' | 'closed', string>>;
  readonly unseen: string;
  readonly alone: string;
  byRelay(relay: string): string;
  via(addresses: readonly string[]): string;
  refused(reply: string): string;
  counts(addresses: number, amiss: number): string;
}

export const ADDRESS_WORDS: Readonly<Record<Language, AddressWords>> = {
  en: {
    kind: {
      maildir: 'Maildir',
      mbox: 'mbox',
      program: 'program',
      remote: 'to',
      forward: 'forwarded',
      bounce: 'bounces',
      deferral: 'waits',
      nowhere: 'lost',
      unknown: 'unknown',
    },
    fault: { missing: 'does not exist: the mail waits', closed: 'may not be run by this user: the mail waits' },
    unseen: 'could not check',
    alone: 'No address is taken here.',
    byRelay: (relay) => `by ${relay}`,
    via: (addresses) => `via ${addresses.join(', ')}`,
    refused: (reply) => `from outside: ${reply}`,
    counts: (addresses, amiss) =>
      `${addresses.toLocaleString('en')} ${addresses === 1 ? 'address' : 'addresses'}, ${
        amiss === 0 ? 'all well' : `${amiss.toLocaleString('en')} refused, bounced, deferred or lost`
      }`,
  },
  ja: {
    kind: {
      maildir: 'Maildir',
      mbox: 'mbox',
      program: 'プログラム',
      remote: '送信先',
      forward: '転送',
      bounce: '差し戻し',
      deferral: '延期',
      nowhere: '消失',
      unknown: '不明',
    },
    fault: {
      missing: '存在しないため、メールは延期されます',
      closed: 'このユーザーは実行できず、メールは延期されます',
    },
    unseen: '確認できません',
    alone: '受け付けるアドレスはありません。',
    byRelay: (relay) => `中継先 ${relay}`,
    via: (addresses) => `${addresses.join('、')} を経由`,
    refused: (reply) => `外部から: ${reply}`,
    counts: (addresses, amiss) =>
      `アドレス ${addresses.toLocaleString('en')} 件、${
        amiss === 0 ? '問題なし' : `うち拒否・差し戻し・延期・消失 ${amiss.toLocaleString('en')} 件`
      }`,
  },
};
