import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';

interface Prose {
  readonly en: string;
  readonly ja: string;
}

interface Message {
  readonly id: string;
  readonly program?: string;
  readonly where: string;
  readonly kind: string;
  readonly status?: string;
  readonly text: string | null;
  readonly texts?: Readonly<Record<string, string>>;
  readonly variants?: readonly string[];
  readonly condition: Prose;
  readonly meaning: Prose;
  readonly remedy: Prose;
}

interface Catalogue {
  readonly program: string;
  readonly messages: readonly Message[];
}

const rules = new URL('../../rules/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, rules), 'utf8');
const files = readdirSync(new URL('messages/', rules)).filter((name) => name.endsWith('.json'));
const catalogues = files.map((name) => ({ name, data: JSON.parse(read(`messages/${name}`)) as Catalogue }));
const all = catalogues.flatMap(({ data }) => data.messages);

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const proses = (message: Message): Prose[] => [message.condition, message.meaning, message.remedy];
const wordings = (message: Message): string[] => [message.text ?? '', ...Object.values(message.texts ?? {})];
const offenders = (wrong: (message: Message) => boolean): string[] => all.filter(wrong).map((message) => message.id);

test('there are files, and their names are plain', () => {
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((name) => !/^[a-z0-9-]+\.json$/.test(name))).toEqual([]);
});

describe('schema', () => {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(
    JSON.parse(read('message.schema.json')) as object,
  );

  test.each(catalogues)('$name is valid', ({ data }) => {
    validate(data);
    expect(validate.errors ?? []).toEqual([]);
  });

  const sample = (change: object): unknown => {
    const prose = { en: 'Words.', ja: '言葉です。' };
    const base = { id: 'LOCAL-0', where: 'log', kind: 'report', status: 'deferral', text: 'Uh-oh {home}\n' };
    const rest = { source: 'qmail-local.c:1', predictable: 'yes', condition: prose, meaning: prose, remedy: prose };
    return { program: 'qmail-local', messages: [{ ...base, ...rest, ...change }] };
  };

  test('a sound message passes', () => {
    expect(validate(sample({}))).toBe(true);
  });

  test.each([
    ['an unknown property', { colour: 'red' }],
    ['an id in lower case', { id: 'local-0' }],
    ['an unclosed placeholder', { text: 'Uh-oh {home\n' }],
    ['a placeholder with a capital', { text: 'Uh-oh {Home}\n' }],
    ['a report outside the log', { where: 'smtp' }],
    ['a report with the status of an SMTP reply', { status: 'temporary' }],
    ['a log line without a text', { text: null, kind: 'line' }],
    ['a silent message with a text', { where: 'silent', kind: 'line' }],
    ['a line with its line end', { where: 'stderr', kind: 'line', text: 'fatal\n' }],
    ['an unknown variant', { variants: ['sendmail'] }],
    ['a missing language', { remedy: { en: 'Words.' } }],
    ['a placeholder in prose', { remedy: { en: 'See {home}.', ja: '{home} です。' } }],
  ])('%s is refused', (_, change) => {
    expect(validate(sample(change))).toBe(false);
  });
});

describe('messages', () => {
  test('ids are unique across files', () => {
    const ids = all.map((message) => message.id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test('every sentence ends and has no stray blanks, in both languages', () => {
    const ragged = ({ en, ja }: Prose): boolean =>
      !/[.!?)`]$/.test(en) ||
      !/[。）]$/.test(ja) ||
      [en, ja].some((text) => text !== text.trim() || / {2}|[。、（）] /.test(text));
    expect(offenders((message) => proses(message).some(ragged))).toEqual([]);
  });

  test('Japanese text is Japanese and English text is English', () => {
    expect(offenders((message) => proses(message).some(({ ja }) => !japanese.test(ja)))).toEqual([]);
    expect(offenders((message) => proses(message).some(({ en }) => japanese.test(en)))).toEqual([]);
  });

  test('texts of qmail are ASCII, and a half-width blank stands between Japanese and ASCII words', () => {
    expect(offenders((message) => wordings(message).some((text) => /[^\n -~]/.test(text)))).toEqual([]);
    const glued =
      /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー][A-Za-z0-9]|[A-Za-z0-9][\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
    const outside = (ja: string): string => ja.replaceAll(/`[^`]*`/g, '');
    expect(offenders((message) => proses(message).some(({ ja }) => glued.test(outside(ja))))).toEqual([]);
  });

  test('backquotes come in pairs', () => {
    const quotes = (text: string): number => text.split('`').length - 1;
    const uneven = ({ en, ja }: Prose): boolean => quotes(en) % 2 !== 0 || quotes(ja) % 2 !== 0;
    expect(offenders((message) => proses(message).some(uneven))).toEqual([]);
  });

  test('placeholders are well formed', () => {
    const left = (text: string): string => text.replaceAll(/\{[a-z]+\}/g, '');
    expect(offenders((message) => wordings(message).some((text) => /[{}]/.test(left(text))))).toEqual([]);
  });

  test('alerts and warnings of the log have that status, and no other line has', () => {
    const said = ({ text }: Message): string | undefined => /^(alert|warning): /.exec(text ?? '')?.[1];
    const lines = (message: Message): boolean => message.where === 'log' && message.kind === 'line';
    expect(offenders((message) => lines(message) && said(message) !== message.status)).toEqual([]);
  });

  test('an override of a variant differs from the text, and its variant writes the message', () => {
    const idle = (message: Message): boolean =>
      Object.entries(message.texts ?? {}).some(
        ([variant, text]) =>
          text === message.text || (message.variants !== undefined && !message.variants.includes(variant)),
      );
    expect(offenders(idle)).toEqual([]);
  });

  test('an SMTP reply begins with its code, and the code fits the status', () => {
    const status: Readonly<Record<string, string>> = { 2: 'ok', 3: 'ok', 4: 'temporary', 5: 'permanent' };
    const wrong = ({ where, text, status: said }: Message): boolean =>
      where === 'smtp' && text !== null && !text.startsWith('{') && status[text.charAt(0)] !== said;
    expect(offenders(wrong)).toEqual([]);
  });
});
