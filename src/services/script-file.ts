/** A script by its path: which language it is in, and what is said of those that cannot be read. */
import { basename } from '../host/access.ts';
import { followChain, SERVERS, STARTER } from './chain.ts';
import { execlineFields } from './execline.ts';
import { note, noteLine } from './reader.ts';
import { PLAIN_ACCEPT, type Run, type Setting } from './run.ts';
import { readShell } from './script.ts';

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh', 'zsh', 'openrc-run', 'runscript', 'rc.common']);
const PROGRAM = /(?<![\w-])(qmail-smtpd|qmail-qmtpd|qmail-qmqpd|qmail-start)(?![\w-])/;
/** Programs that the first line may name before the interpreter; the last is of s6-overlay. */
const BEFORE_INTERPRETERS = new Set(['env', 'busybox', 'with-contenv']);
/** A line that most likely runs one of them, not one that tests or names it. */
const RUNS = /(?:^|[\s"'`;&|])\/\S*bin\/(qmail-smtpd|qmail-qmtpd|qmail-qmqpd|qmail-start)(?=["'\s;&|)]|$)/;
/** No longer line is searched. */
const LINE_MAX = 2000;
const TESTS = /^\s*(?:#|:|if\b|test\b|\[|echo\b|printf\b|killall\b|pkill\b|pidof\b)/;

export interface ScriptFile {
  readonly path: string;
  readonly text: string;
}

/** Reads a script in the setting in which it is started; one that is for no Bourne shell is only searched. */
export function readScriptFile(run: Run, { path, text }: ScriptFile, setting: Setting): void {
  const language = interpreter(text);
  if (language === 'execlineb' && readExecline(run, { path, text }, setting)) return;
  if (language !== null && !SHELLS.has(language)) {
    searchForeign(run, { path, text }, language, setting);
    return;
  }
  readShell(run, text, { file: path, line: 1 }, setting);
  if ([...run.smtp, ...run.send].some(({ file }) => file === path)) return;
  for (const [index, line] of text.split('\n').entries()) {
    const name = TESTS.test(line) ? undefined : RUNS.exec(line.slice(0, LINE_MAX))?.[1];
    if (name === undefined) continue;
    noteLine(run.reader, { file: path, line: index + 1 }, `how ${name} is started here could not be told`);
    return;
  }
}

/** False where nothing of qmail's came of it: then it is searched as a script in any other language. */
function readExecline(run: Run, { path, text }: ScriptFile, setting: Setting): boolean {
  const at = { file: path, line: 1 };
  const words = execlineFields(text, at);
  if (words === null) return false;
  const count = run.smtp.length + run.send.length + run.logs.length;
  followChain(run, { words, setting: { ...setting, execline: true, by: 'execlineb', last: true } }, at);
  return run.smtp.length + run.send.length + run.logs.length > count;
}

/** The base name of the interpreter in the first line, or null where there is no such line. */
function interpreter(text: string): string | null {
  if (!text.startsWith('#!')) return null;
  const words = (text.split('\n', 1)[0] ?? '').slice(2).split(/[ \t\r]+/);
  const names = words.filter((word) => word !== '' && word !== '-S').map(basename);
  const name = BEFORE_INTERPRETERS.has(names[0] ?? '') ? names[1] : names[0];
  return name ?? null;
}

function searchForeign(run: Run, { path, text }: ScriptFile, language: string, setting: Setting): void {
  for (const [index, line] of text.split('\n').entries()) {
    const name = line.trimStart().startsWith('#') ? undefined : PROGRAM.exec(line)?.[1];
    if (name === undefined) continue;
    const at = { file: path, line: index + 1 };
    note(run.reader, path, `is a script for ${language}, which is not read: how ${name} is started is not known`);
    if (name === STARTER) {
      const starters = [run.starter];
      run.send.push({
        ...at,
        defaultDelivery: null,
        defaultDeliveryFrom: null,
        env: [],
        starters,
        user: null,
        memory: null,
        background: false,
      });
    }
    if (SERVERS.has(name)) {
      const unknown = { ...PLAIN_ACCEPT, user: null, env: [], through: [], memory: null, directory: setting.cwd };
      run.smtp.push({ ...at, ...unknown, kind: 'other', port: null, program: name, programPath: null });
    }
    return;
  }
}
