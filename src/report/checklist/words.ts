/** The words around the items, in English and Japanese, and the sentence of an item. */
import type { Group, Item, ItemState } from '../../audit/checklist/types.ts';
import { textOf } from '../../host/bytes.ts';
import type { Language } from '../../qmail/message.ts';
import { reasonIn } from '../reasons.ts';
import { endsIn } from './ends.ts';
import type { ItemText, ItemTexts } from './text.ts';
import { FILE_TEXTS } from './texts-files.ts';
import { MACHINE_TEXTS } from './texts-machine.ts';
import { OLD_TEXTS } from './texts-old.ts';
import { USER_TEXTS } from './texts-users.ts';

const TEXTS: ItemTexts = { ...MACHINE_TEXTS, ...FILE_TEXTS, ...USER_TEXTS, ...OLD_TEXTS };

/** Throws for an item without a sentence: a defect of ours. */
export function itemText({ what, data }: Pick<Item, 'what' | 'data'>, language: Language): ItemText {
  const one = data['count'] === '1' ? TEXTS[`${what}-one`] : undefined;
  const known = one ?? TEXTS[what] ?? (what.startsWith('control-') ? TEXTS['control-other'] : undefined);
  const text = known?.[language];
  if (text === undefined) throw new Error(`the checklist has no sentence for ${what}`);
  const fill = (template: string) =>
    template.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
      const value = data[name];
      if (value === undefined) return whole;
      if (name === 'ends' || name === 'before') return endsIn(language, textOf(value).split('\n').filter(Boolean));
      return name === 'reason' ? reasonIn(language, value) : textOf(value);
    });
  return { title: fill(text.title), ...(text.why === undefined ? {} : { why: fill(text.why) }) };
}

export interface ChecklistWords {
  title(from: string, old: string | null, host: string | null): string;
  readonly groups: Readonly<Record<Group, string>>;
  readonly states: Readonly<Record<ItemState, string>>;
  readonly ticked: string;
  /** A title with its state. */
  stated(title: string, state: string): string;
  readonly file: string;
  readonly lacks: string;
  readonly command: string;
  readonly prevents: string;
  readonly from: string;
  readonly why: string;
  readonly ended: Readonly<Record<'address' | 'old' | 'proposed' | 'now', string>>;
  readonly differences: string;
  done(count: number): string;
  counts(summary: Readonly<Record<ItemState | 'left', number>>): string;
  readonly nothingLeft: string;
}

const en: ChecklistWords = {
  title: (from, old, host) =>
    `From ${from}${old === null ? '' : ` on ${old}`} to qmail${host === null ? '' : ` on ${host}`}`,
  groups: {
    addresses: 'Where mail ends',
    machine: 'The new machine',
    control: 'Configuration',
    names: 'Aliases and virtual domains',
    users: 'Users',
    'old-system': 'What the old system has beside that',
    day: 'The day of the move',
  },
  states: {
    done: 'done',
    missing: 'missing',
    different: 'different',
    'by-hand': 'by hand',
    'could-not': 'could not check',
  },
  ticked: 'ticked',
  stated: (title, state) => `${title} (${state})`,
  file: 'file',
  lacks: 'lacks',
  command: 'do',
  prevents: 'prevents',
  from: 'from',
  why: 'why',
  ended: { address: 'Address', old: 'before', proposed: 'proposed', now: 'now' },
  differences: 'Addresses that end elsewhere',
  done: (count) => `${count} done`,
  counts: (s) =>
    `${s.left} left; ${s.done} done, ${s.missing} missing, ${s.different} different, ${s['by-hand']} by hand, ${s['could-not']} could not be checked`,
  nothingLeft: 'Nothing is left to do.',
};

const ja: ChecklistWords = {
  title: (from, old, host) =>
    `移行チェックリスト: ${old === null ? '' : `${old} の `}${from} から${host === null ? '' : ` ${host} の`} qmail へ`,
  groups: {
    addresses: 'メールの届き先',
    machine: '新しいマシン',
    control: '設定',
    names: 'エイリアスとバーチャルドメイン',
    users: 'ユーザー',
    'old-system': '旧システムのそのほかの機能',
    day: '移行当日',
  },
  states: { done: '完了', missing: '未完了', different: '相違', 'by-hand': '手作業', 'could-not': '確認できません' },
  ticked: '確認済み',
  stated: (title, state) => `${title}（${state}）`,
  file: 'ファイル',
  lacks: '不足',
  command: 'コマンド',
  prevents: '防げるログ',
  from: '元の設定',
  why: '理由',
  ended: { address: 'アドレス', old: '以前', proposed: '提案', now: '現在' },
  differences: '行き先が変わるアドレス',
  done: (count) => `完了 ${count} 件`,
  counts: (s) =>
    `残り ${s.left} 件（完了 ${s.done}、未完了 ${s.missing}、相違 ${s.different}、手作業 ${s['by-hand']}、確認できません ${s['could-not']}）`,
  nothingLeft: '残っている項目はありません。',
};

export const CHECKLIST_WORDS: Readonly<Record<Language, ChecklistWords>> = { en, ja };
