/** Passwords that programs are given on their command line, in options of their own. */
import { LEFT_OUT } from '../host/image-format.ts';
import type { Mark } from './secret-text.ts';

interface Given {
  readonly program: RegExp;
  /** Where the word with the password begins. */
  readonly option: RegExp;
  /** What stands in that word between the name and the password; null: the word is the password. */
  readonly parted: string | null;
}

/** A word with its quotes. */
const WORD = /((?:"[^"\n]*"|'[^'\n]*'|\\.|[^\s"'\\;|])+|["'][^\n]*)/;
const after = (option: string) => new RegExp(`(\\s${option})${WORD.source}`, 'g');
/** With its arguments, over lines that go on. */
const run = (names: string) => new RegExp(`\\b(?:${names})\\b[^\\\\\\n]*(?:\\\\[\\s\\S][^\\\\\\n]*)*`, 'g');

const GIVEN: readonly Given[] = [
  { program: run('curl'), option: after('(?:-[A-Za-z]*[uU]|--(?:proxy-)?user)[ \\t=]*'), parted: ':' },
  { program: run('smb\\w+|rpcclient'), option: after('(?:-U|--user)[ \\t=]*'), parted: '%' },
  { program: run('lftp'), option: after('(?:-u|--user)[ \\t=]*'), parted: ',' },
  { program: run('mysql\\w*|mariadb[\\w-]*'), option: after('-p'), parted: null },
  { program: run('sshpass'), option: after('-p[ \\t]*'), parted: null },
  { program: run('ldap\\w+'), option: after('-w[ \\t]*'), parted: null },
  { program: run('swaks'), option: after('(?:-ap|--auth-password)[ \\t=]+'), parted: null },
  { program: run('sendemail|sendEmail'), option: after('-xp[ \\t]+'), parted: null },
];
/** What is typed or piped into them, and headers and addresses whose last part is as good as a password. */
const TOLD: readonly RegExp[] = [
  /(\s-pass(?:in|out)?\s+["']?pass:)([^\s"']+)/g,
  /(\b(?:echo|printf)[ \t]+(?:-\w+[ \t]+)*["']?)([^\s"'|]+)(?=["']?[ \t]*\|[^\n|]*(?:--pass\w*-(?:fd|stdin)|-pass\w* stdin))/g,
  /(\b(?:poll|server|user(?:name)?)[ \t][^\n]*?[ \t]pass(?:word)?[ \t]+["']?)([^\s"']+)/g,
  /(\bx-(?:[a-z]+-)*(?:key|token|secret|auth)(?:-[a-z]+)*:[ \t]*)([^\s"']+)/gi,
  /(\bapi\.telegram\.org\/bot\d*:)([^\s/"']+)/gi,
  /(\bhooks\.slack\.com\/\w+\/(?:[^\s/"']+\/)*)([^\s/"']+)/gi,
  /(\bdiscord(?:app)?\.com\/api\/webhooks\/\d+\/)([^\s/"'?]+)/gi,
];
const AUTHORIZATION = /(\bauthorization:[ \t]*(?:basic|bearer|token)[ \t]+)([^\s"']+)/gi;

/** The text with marks for them. */
export function withoutGiven(text: string, mark: Mark): string {
  const given = GIVEN.reduce(
    (done, { program, option, parted }) =>
      done.replace(program, (line) => line.replace(option, (_, before, word) => before + password(word, parted, mark))),
    text,
  );
  return [AUTHORIZATION, ...TOLD].reduce(
    (done, form) =>
      done.replace(form, (all, before, secret) => (secret.startsWith(LEFT_OUT) ? all : before + mark(secret))),
    given,
  );
}

/** What the shell puts there is no secret itself, nor is what has a mark already. */
function password(word: string, parted: string | null, mark: Mark): string {
  const [, quote = '', inside = word, close = ''] = /^(["'])([\s\S]*?)(\1?)$/.exec(word) ?? [];
  const start = parted === null ? 0 : inside.indexOf(parted) + 1;
  const secret = inside.slice(start);
  if ((parted !== null && start === 0) || /^\$([A-Za-z_]\w*|\{[A-Za-z_]\w*\}|\d)$/.test(secret)) return word;
  return secret.startsWith(LEFT_OUT) ? word : quote + inside.slice(0, start) + mark(secret) + close;
}
