/** The words around a fix and its undoing, in English and Japanese. */
import type { Left, Refusal } from '../fix/step.ts';
import type { Language } from '../qmail/message.ts';

type Reason = Exclude<Left, { readonly errno: string }>;

interface FixWords {
  plan(steps: number, home: string): string;
  readonly nothing: string;
  below(root: string): string;
  mode(from: string, to: string): string;
  owner(from: string, to: string): string;
  make(type: 'dir' | 'file' | 'fifo', mode: string, owner: string): string;
  unmake(type: 'dir' | 'file' | 'fifo'): string;
  as(user: string): string;
  more(count: number): string;
  refused(count: number): string;
  readonly refusal: Readonly<Record<Refusal, string>>;
  question(steps: number): string;
  readonly declined: string;
  done(done: number, left: number): string;
  readonly leftAlone: string;
  readonly left: Readonly<Record<Exclude<Reason, 'qmail-send'>, string>>;
  sends(stop: string | null): string;
  errno(code: string): string;
  journal(file: string): string;
  undoOf(file: string): string;
  readonly caution: string;
}

const ERRNO_EN: Readonly<Record<string, string>> = {
  EROFS: 'the file system is read-only',
  ENOSPC: 'the file system is full',
  EDQUOT: 'the quota is used up',
  EPERM: 'the file system does not permit it (an immutable file?)',
  EACCES: 'the user may not do it',
};

const ERRNO_JA: Readonly<Record<string, string>> = {
  EROFS: 'ファイルシステムが読み取り専用です',
  ENOSPC: 'ファイルシステムに空きがありません',
  EDQUOT: 'クォータを使い切っています',
  EPERM: 'ファイルシステムが許可しません（変更禁止属性のファイルかもしれません）',
  EACCES: 'ユーザーに権限がありません',
};

const en: FixWords = {
  plan: (steps, home) => `${steps} ${steps === 1 ? 'change' : 'changes'} to ${home} and the homes`,
  nothing: 'There is nothing to change.',
  below: (root) => `Below ${root}: the paths are those of that machine.`,
  mode: (from, to) => `mode ${from} to ${to}`,
  owner: (from, to) => `owner ${from} to ${to}`,
  make: (type, mode, owner) =>
    `make the ${{ dir: 'directory', file: 'empty file', fifo: 'FIFO' }[type]}, mode ${mode}, owner ${owner}`,
  unmake: (type) =>
    `remove the ${{ dir: 'directory, where it is empty', file: 'file, where it is empty', fifo: 'FIFO' }[type]}`,
  as: (user) => ` (as ${user})`,
  more: (count) => `and ${count} more (--all lists them)`,
  refused: (count) => `Not for a program to change (${count})`,
  refusal: {
    outside: 'it lies outside the homes and the tree of qmail',
    mount: 'it is on another file system than the place that it belongs to',
    'third-owner': 'it belongs neither to the user nor to root',
    'hard-link': 'it has several names (hard links)',
    'set-id': 'it is set-uid or set-gid',
    type: 'it is no file, no directory and no FIFO',
    'shared-home': 'others use this directory too',
    'system-account': 'it is the home of an account of the system',
    'root-opened': "it is root's, and others would be let in",
    unrecorded: 'it is not known which file was seen there',
  },
  question: (steps) => `Make ${steps === 1 ? 'this change' : `these ${steps} changes`}? [y/N] `,
  declined: 'Nothing was changed.',
  done: (done, left) => `${done} changed, ${left} left alone`,
  leftAlone: 'left alone',
  left: {
    gone: 'it is not there any more',
    there: 'something has this name by now',
    object: 'it is not the file that was seen',
    state: 'its owner or mode is not what was seen',
    link: 'a link leads there that others than root could have put there',
    device: 'another file system is mounted there',
    'not-empty': 'it is not empty any more',
    user: 'the account is gone, or has another uid',
    journal: 'the journal cannot be written',
    stopped: 'the process that was to do it ended before (undo puts back what it did)',
    unverified: 'the change did not come about',
  },
  sends: (stop) => `qmail-send runs: stop it first${stop === null ? '' : ` (${stop})`}`,
  errno: (code) => ERRNO_EN[code] ?? `the system refuses it: ${code}`,
  journal: (file) => `Journal: ${file} (qmail-lint undo puts everything back)`,
  undoOf: (file) => `Undoing ${file}`,
  caution: 'Typed as root these follow links that users may put in the way meanwhile; --fix does not.',
};

const ja: FixWords = {
  plan: (steps, home) => `変更 ${steps} 件（${home} とホームディレクトリ）`,
  nothing: '変更するものはありません。',
  below: (root) => `${root} 以下のマシンです。パスはそのマシンのものです。`,
  mode: (from, to) => `モード ${from} を ${to} に`,
  owner: (from, to) => `所有者 ${from} を ${to} に`,
  make: (type, mode, owner) =>
    `${{ dir: 'ディレクトリ', file: '空のファイル', fifo: 'FIFO' }[type]}を作成（モード ${mode}、所有者 ${owner}）`,
  unmake: (type) =>
    `${{ dir: 'ディレクトリを削除（空の場合）', file: 'ファイルを削除（空の場合）', fifo: 'FIFO を削除' }[type]}`,
  as: (user) => `（${user} の権限で）`,
  more: (count) => `ほか ${count} 件（--all ですべて表示）`,
  refused: (count) => `プログラムでは変更しないもの（${count} 件）`,
  refusal: {
    outside: 'ホームディレクトリと qmail のディレクトリの外にあります',
    mount: '本来の場所とは別のファイルシステムにあります',
    'third-owner': 'ユーザーのものでも root のものでもありません',
    'hard-link': '名前が複数あります（ハードリンク）',
    'set-id': 'set-uid または set-gid です',
    type: 'ファイル、ディレクトリ、FIFO のどれでもありません',
    'shared-home': 'ほかでも使われるディレクトリです',
    'system-account': 'システムアカウントのホームディレクトリです',
    'root-opened': 'root のもので、変更すると他のユーザーが使えるようになります',
    unrecorded: 'どのファイルだったかの記録がありません',
  },
  question: (steps) => `この ${steps} 件を変更しますか？ [y/N] `,
  declined: '何も変更していません。',
  done: (done, left) => `変更 ${done} 件、変更しなかったもの ${left} 件`,
  leftAlone: '変更なし',
  left: {
    gone: 'なくなっています',
    there: '同じ名前のものがすでにあります',
    object: '検査のときとは別のファイルです',
    state: '所有者かモードが検査のときと違います',
    link: 'root 以外が置けるリンクを通ります',
    device: '別のファイルシステムがマウントされています',
    'not-empty': '空ではありません',
    user: 'アカウントがなくなったか、uid が変わっています',
    journal: '記録を書き込めません',
    stopped: '担当のプロセスが途中で終わりました（そこまでの変更は undo で元に戻せます）',
    unverified: '変更が反映されませんでした',
  },
  sends: (stop) => `qmail-send が動いています。先に停止してください${stop === null ? '' : `（${stop}）`}`,
  errno: (code) => ERRNO_JA[code] ?? `システムに拒まれました: ${code}`,
  journal: (file) => `記録: ${file}（qmail-lint undo ですべて元に戻せます）`,
  undoOf: (file) => `${file} を元に戻します`,
  caution: 'root で入力すると、途中でユーザーが置いたリンクをたどることがあります。--fix はたどりません。',
};

export const FIX_WORDS: Readonly<Record<Language, FixWords>> = { en, ja };
