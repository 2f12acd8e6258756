/** What stands in an image: the machine in a file that `snapshot` writes and `--image` reads (docs/schemas/image.schema.json). */
import type { FileType, MountPoint, Process, Room } from './host.ts';

/** What each mark begins with that stands in the place of a secret. */
export const LEFT_OUT = 'secret-left-out';

export interface Image {
  readonly format: 'qmail-lint/image';
  readonly version: 1;
  readonly host?: { name?: string; addresses?: string[]; publicAddresses?: string[] };
  readonly defaultDelivery?: string;
  readonly passwd: readonly ImageAccount[];
  readonly group: readonly ImageGroup[];
  readonly files: readonly ImageFile[];
  readonly dns?: ImageDns;
  /** When it was taken: seconds since 1970. */
  readonly taken?: number;
  readonly processes?: readonly Process[];
  readonly mounts?: readonly MountPoint[];
  /** By directory: what holds for all below it that is not named. */
  readonly room?: Readonly<Record<string, Room>>;
  /** Here in an image that says what it leaves out: what it does not name was not recorded, and need not be missing. */
  readonly snapshot?: ImageSnapshot;
}

export interface ImageSnapshot {
  /** The running machine, a tree of files, or another image. */
  readonly of: 'machine' | 'tree' | 'image';
  /** Paths at which there is nothing. */
  readonly absent: readonly ImageText[];
  /** What could not be looked at, and why. */
  readonly unread: readonly { readonly path: ImageText; readonly reason: string }[];
  /** Why `passwd` may lack accounts, and what the directory service said of names that it does not list. */
  readonly incomplete?: string;
  readonly askedAccounts?: readonly (ImageAccount | string)[];
  readonly askedGroups?: readonly (ImageGroup | string)[];
}

/** Text that is UTF-8, or the bytes in base64. */
export type ImageText = string | { readonly base64: string };

/** Name, uid, gid, home; with `base64` behind them the texts are bytes that are not UTF-8. */
export type ImageAccount = readonly [string, number, number, string, 'base64'?];
/** Name, gid. */
export type ImageGroup = readonly [string, number, 'base64'?];

export interface ImageFile {
  readonly path: string;
  /** The path, where it is not UTF-8; `path` is then for people alone. */
  readonly pathBase64?: string;
  readonly type: FileType;
  readonly owner: string | number;
  readonly group: string | number;
  readonly mode: string;
  readonly content?: string;
  readonly base64?: string;
  readonly target?: string;
  readonly targetBase64?: string;
  readonly size?: number;
  readonly mtime?: number;
  readonly atime?: number;
  readonly inode?: number;
  /** Differs where another file system is mounted; absent: that of the directory above, the same for all. */
  readonly device?: number;
  /** In a snapshot: a directory whose every name is recorded, or every name that begins with one of these. */
  readonly listed?: true | readonly string[];
  /** In a snapshot: names that are not in the directory. */
  readonly absent?: readonly ImageText[];
  /** In a snapshot: why the directory could not be listed or the file not be read. */
  readonly unread?: string;
  /** Of a program only the texts that tell what it is. */
  readonly extract?: true;
}

export interface ImageDns {
  readonly mx?: readonly (readonly [string, number, string])[];
  readonly a?: readonly (readonly [string, string])[];
  readonly ptr?: readonly (readonly [string, string])[];
  readonly otherwise?: readonly (readonly [string, 'none' | 'soft'])[];
  /** In a snapshot: questions without records: type, name, answer, and why it is soft. Any other question was not asked. */
  readonly answers?: readonly (readonly ['mx' | 'a' | 'ptr', string, 'none' | 'soft', string?])[];
}
