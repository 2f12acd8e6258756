/** Items for the files of qmail: what must stand in them, and what a person must look at. */
import { dirname } from '../../host/access.ts';
import type { Host } from '../../host/host.ts';
import type { Proposal } from '../../migrate/proposal/proposal.ts';
import type { PlannedFile } from '../../migrate/proposal/types.ts';
import type { RulesFile } from '../../services/rules-files.ts';
import { shellWord } from '../shell-word.ts';
import { cdbOf, compiledState } from './compiled.ts';
import type { ItemParts, MakeItem } from './item.ts';
import { type Standing, standing } from './planned.ts';
import type { Item } from './types.ts';

export interface FileItems {
  readonly items: readonly Item[];
  /** With what stands on the machine kept. */
  readonly files: readonly PlannedFile[];
}

export interface NewFiles {
  readonly host: Host;
  /** Of qmail. */
  readonly home: string;
  readonly rulesFiles: readonly RulesFile[];
}

export function fileItems(machine: NewFiles, { files }: Proposal, item: MakeItem): FileItems {
  const found = files.map((file) => standing(machine.host, file));
  return {
    items: found.flatMap((each) => itemsOf(each, machine, item)),
    files: found.map(({ file }) => file),
  };
}

function itemsOf({ state, file, lacks }: Standing, { host, home, rulesFiles }: NewFiles, item: MakeItem): Item[] {
  const { path, text, kind, from, remarks } = file;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const what = kind === 'list' || kind === 'value' ? `control-${name}` : `file-${kind}`;
  const cdb = cdbOf(file, rulesFiles);
  // A source that is as it should be does nothing until it is compiled.
  const compiled = state === 'done' && cdb !== null ? compiledState(host, cdb, file) : null;
  const parts: ItemParts = {
    id: `file:${path}`,
    group: kind === 'alias' || kind === 'assign' ? 'names' : kind === 'home' ? 'users' : 'control',
    what: compiled === null || compiled === 'done' ? titleOf(file, what) : `${what}-compiled`,
    data: { path, name, owner: file.owner, ...(cdb === null ? {} : { cdb }) },
    state: compiled ?? state,
    file: path,
    content: text,
    ...(lacks.length === 0 ? {} : { lacks }),
    ...commandOf(file, home, cdb),
    prevents: (PREVENTS.get(compiled === 'missing' ? `${what}-compiled` : what) ?? []).map((id) => [id] as const),
    from,
  };
  return [
    item(parts),
    ...remarks
      .filter(({ what: said }) => said !== 'secret-left-out' || state !== 'done')
      .map(({ what: said, data }) =>
        item({
          id: `look:${said}:${path}`,
          group: parts.group,
          what: said,
          data: { path, ...data },
          state: 'by-hand',
          file: path,
          from,
        }),
      ),
  ];
}

/** What stands for something of another system is told by that. */
function titleOf({ copied, kind, path }: PlannedFile, what: string): string {
  const standsFor = kind === 'alias' || kind === 'assign' || kind === 'home' || path.endsWith('/virtualdomains');
  return copied && standsFor ? 'control-other' : what;
}

function commandOf(file: PlannedFile, home: string, cdb: string | null): { command?: string } {
  const { path, kind } = file;
  if (kind === 'assign') return { command: `${shellWord(`${home}/bin/qmail-newu`)}` };
  if (kind === 'rules')
    return { command: `tcprules ${shellWord(cdb ?? `${path}.cdb`)} ${shellWord(`${path}.tmp`)} < ${shellWord(path)}` };
  // A number that no account has is nobody to become.
  return kind === 'home' && !/^\d+$/.test(file.owner) ? { command: writtenBy(file) } : {};
}

/** More than anybody pastes. */
const LONG = 2000;

/** In a home its user writes: what root writes there may go wherever the user's links lead. What is long comes from standard input. */
function writtenBy({ owner, path, text, inMaildir }: PlannedFile): string {
  const parts = ['tmp', 'new', 'cur'].map((part) => shellWord(`${dirname(path)}/${part}`)).join(' ');
  const made = inMaildir ? `umask 077; mkdir -p ${parts}; ` : '';
  const write = `su ${shellWord(owner)} -s /bin/sh -c ${shellWord(`${made}umask 022; cat > ${shellWord(path)}`)}`;
  const lines = text.split('\n').slice(0, -1);
  return text.length > LONG ? write : `printf '%s\\n' ${lines.map(shellWord).join(' ')} | ${write}`;
}

/** Messages of the catalogue that an item prevents. */
const PREVENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['control-me', ['SEND-A02']],
  ['control-locals', ['REMOTE-13']],
  ['control-virtualdomains', ['REMOTE-13']],
  ['control-rcpthosts', ['SMTPD-8']],
  ['control-databytes', ['SMTPD-23']],
  ['control-envnoathost', ['SEND-Q12']],
  ['file-rules', ['SMTPD-8']],
  ['file-assign', ['GETPW-Q2']],
  ['file-assign-compiled', ['LOCAL-19']],
  ['file-alias', ['LOCAL-19']],
]);
