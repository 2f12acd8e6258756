/** /etc/xinetd.conf and what it includes (xinetd.conf(5)). */
import { followChain } from './chain.ts';
import { inetdWords } from './inetd.ts';
import { exported, knownField, NOTHING, PLAIN_ACCEPT, type Run } from './run.ts';
import type { ScriptFile } from './script-file.ts';
import type { ServiceUser } from './types.ts';
import { groupId, userAndGroup } from './users.ts';
import type { Variable } from './variables.ts';
import type { At } from './wrappers.ts';

interface Attribute {
  readonly name: string;
  readonly values: readonly string[];
  readonly line: number;
}

interface Stanza {
  readonly service: string;
  readonly line: number;
  readonly attributes: Attribute[];
}

/** Adds what the services start that are not disabled. Returns the directories that the file includes. */
export function readXinetd(run: Run, { path, text }: ScriptFile): string[] {
  const included: string[] = [];
  let stanza: Stanza | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const words = line.split(/\s+/);
    if (line === '' || line.startsWith('#')) continue;
    if (words[0] === 'service') stanza = { service: words[1] ?? '', line: index + 1, attributes: [] };
    else if (words[0] === 'defaults') stanza = null;
    else if (words[0] === 'includedir' && words[1] !== undefined) included.push(words[1]);
    else if (line.startsWith('}')) {
      if (stanza !== null) start(run, stanza, path);
      stanza = null;
    } else if (stanza !== null) {
      const attribute = /^([A-Za-z_]+)\s*[+-]?=(.*)$/.exec(line);
      const values = attribute?.[2]?.split(/\s+/).filter((word) => word !== '') ?? [];
      if (attribute?.[1] !== undefined) stanza.attributes.push({ name: attribute[1], values, line: index + 1 });
    }
  }
  return included;
}

function start(run: Run, { service, line, attributes }: Stanza, file: string): void {
  const at = { file, line };
  const all = (name: string) => attributes.filter((attribute) => attribute.name === name);
  const last = (name: string) => all(name).at(-1)?.values[0];
  const flags = all('flags').flatMap(({ values }) => values);
  const program = last('server');
  if (program === undefined || last('disable') === 'yes' || flags.includes('DISABLE')) return;
  const args = all('server_args').flatMap(({ values }) => values);
  const words = flags.includes('NAMEINARGS') ? inetdWords(program, args) : [program, ...args];
  const user = xinetdUser(run, last('user'), last('group'));
  const accept = { ...PLAIN_ACCEPT, kind: 'xinetd' as const, port: last('port') ?? service, rulesUser: user };
  const setting = { ...NOTHING, env: variables(all('env'), file), memory: bytes(last('rlimit_as')), user, cwd: '/' };
  const chain = {
    words: words.map((word) => knownField(word, at)),
    setting: { ...setting, accept, where: 'xinetd' as const, by: 'xinetd' },
  };
  followChain(run, chain, at);
}

function variables(attributes: readonly Attribute[], file: string): Map<string, Variable> {
  const env = new Map<string, Variable>();
  for (const { values, line } of attributes) {
    const at: At = { file, line };
    for (const value of values) {
      const equals = value.indexOf('=');
      if (equals > 0) env.set(value.slice(0, equals), exported(value.slice(equals + 1), at, 'xinetd'));
    }
  }
  return env;
}

function xinetdUser(run: Run, user: string | undefined, group: string | undefined): ServiceUser | null {
  if (user === undefined) return null;
  const found = userAndGroup(run, user, 'xinetd user');
  return group === undefined ? found : { ...found, gid: groupId(run, group) };
}

/** `16M`, `4096K` or bytes; null for UNLIMITED. */
function bytes(text: string | undefined): number | null {
  const [, number, unit] = /^(\d{1,15})([KM]?)$/i.exec(text ?? '') ?? [];
  if (number === undefined) return null;
  return Number(number) * ({ K: 1024, M: 1024 * 1024 }[unit?.toUpperCase() ?? ''] ?? 1);
}
