/** /etc/hosts.allow: variables that tcpd sets for some clients (hosts_access(5), hosts_options(5)). */
import { joinedLines } from './lines.ts';
import type { ScriptFile } from './script-file.ts';
import type { TcpdRule } from './types.ts';

/** The lines with a `setenv` option: `DAEMONS : CLIENTS : OPTION : OPTION`. */
export function readHostsAllow({ path, text }: ScriptFile): TcpdRule[] {
  const rules: TcpdRule[] = [];
  // Comments start in the first column.
  for (const { line, text: words } of joinedLines(text, '', (raw) => raw.startsWith('#'))) {
    const [daemons = '', clients = '', ...options] = splitAtColons(words).map((part) => part.trim());
    const env = options.flatMap(setenv);
    if (env.length > 0) rules.push({ file: path, line, daemons, clients, env });
  }
  return rules;
}

/** A colon counts unless a backslash is before it or it is in the brackets of an IPv6 address. */
function splitAtColons(text: string): string[] {
  const parts: string[] = [''];
  const lastBracket = text.lastIndexOf(']');
  let inBrackets = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '[') inBrackets = at < lastBracket;
    if (char === ']') inBrackets = false;
    if (char === ':' && !inBrackets) parts.push('');
    else if (char === '\\' && text.charAt(at + 1) === ':') {
      parts[parts.length - 1] += ':';
      at += 1;
    } else parts[parts.length - 1] += char;
  }
  return parts;
}

/** `setenv NAME VALUE` or `setenv = NAME VALUE`. A `%` is replaced by something about the client. */
function setenv(option: string): { name: string; value: string | null }[] {
  const [, name, value = ''] = /^setenv(?:\s*=\s*|\s+)(\S+)(?:\s+(.*))?$/.exec(option) ?? [];
  if (name === undefined) return [];
  const plain = value.replaceAll('%%', '');
  return [{ name, value: plain.includes('%') ? null : value.replaceAll('%%', '%') }];
}
