/** The parts of a shown line that are known only when it is written, in words. */
import type { PreventedText } from '../audit/outcome.ts';
import type { Language } from '../qmail/message.ts';

/** By the name that the catalogue gives the part. */
const PARTS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    address: 'an address of the client',
    host: 'the name of a host',
    id: 'the number of the message',
    ip: 'the address of the other host',
    n: 'the number of a split directory, 0 and so on',
    name: 'the name of the client',
    number: 'a number',
    output: 'what the program says',
    pid: 'the number of the process',
    port: 'the port of the client',
    reply: 'what the other host answers',
    text: 'what went wrong',
    user: 'the user of the client',
  },
  ja: {
    address: 'クライアントのアドレス',
    host: 'ホスト名',
    id: 'メッセージの番号',
    ip: '相手のホストのアドレス',
    n: '分割ディレクトリの番号（0 から）',
    name: 'クライアントの名前',
    number: '数値',
    output: 'プログラムの出力',
    pid: 'プロセスの番号',
    port: 'クライアントのポート',
    reply: '相手のホストの応答',
    text: '失敗の内容',
    user: 'クライアントのユーザー',
  },
};

/** `{id}: the number of the message`, for each part of the text that varies; null where none does. */
export function variesIn({ text }: PreventedText, language: Language): string | null {
  const names = new Set([...(text ?? '').matchAll(/\{([a-z-]+)\}/g)].map(([, name = '']) => name));
  const told = [...names].flatMap((name) => {
    const part = PARTS[language][name];
    return part === undefined ? [] : [`{${name}}: ${part}`];
  });
  return told.length === 0 ? null : told.join(language === 'ja' ? '、' : ', ');
}

const SPLIT = /\/\d+\/(?=\{id\})/;

/** Equal lines once; those of several split directories as one, with `{n}` for the directory. */
export function distinct(prevents: readonly PreventedText[]): PreventedText[] {
  const shaped = prevents.map((each) => ({ ...each, text: each.text?.replace(SPLIT, '/{n}/') ?? null }));
  const shownAs = ({ where, status, text, meaning }: PreventedText) => `${where} ${status} ${text ?? meaning}`;
  const groups = new Map<string, PreventedText[]>();
  for (const [index, each] of shaped.entries()) {
    const key = shownAs(each);
    groups.set(key, [...(groups.get(key) ?? []), prevents[index] as PreventedText]);
  }
  return [...groups].map(([key, group]) => {
    const [first] = group as [PreventedText, ...PreventedText[]];
    const isOne = new Set(group.map(({ text }) => text)).size === 1;
    return isOne ? first : (shaped.find((each) => shownAs(each) === key) ?? first);
  });
}
