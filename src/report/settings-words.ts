/** The words around the settings, in English and Japanese. */
import type { Language } from '../qmail/message.ts';

interface SettingWords {
  title(file: string | null): string;
  /** Where a value came from: `name` of the option, the variable or the file. */
  readonly from: Readonly<Record<'flag' | 'environment' | 'file' | 'default', (name: string, line: number) => string>>;
}

export const SETTING_WORDS: Readonly<Record<Language, SettingWords>> = {
  en: {
    title: (file) => (file === null ? 'No configuration was read.' : `Configuration: ${file}`),
    from: {
      flag: (name) => `(${name})`,
      environment: (name) => `(environment: ${name})`,
      file: (name, line) => `(${name}, line ${line})`,
      default: () => '(default)',
    },
  },
  ja: {
    title: (file) => (file === null ? '設定ファイルは読んでいません。' : `設定ファイル: ${file}`),
    from: {
      flag: (name) => `（${name}）`,
      environment: (name) => `（環境変数 ${name}）`,
      file: (name, line) => `（${name} の ${line} 行目）`,
      default: () => '（既定値）',
    },
  },
};
