/** What was read about the programs that start qmail, as plain data. */

/** Where a variable was set: a script, a directory read by envdir, or a configuration file of that name. */
export type EnvPlace = 'run' | 'envdir' | 'inetd' | 'xinetd' | 'systemd';

export interface EnvSetting {
  readonly name: string;
  /** Null where a value is set but cannot be told from files alone. */
  readonly value: string | null;
  readonly file: string;
  readonly line: number;
  readonly where: EnvPlace;
}

export interface ServiceUser {
  /** The account, where one was named. */
  readonly name?: string;
  /** Null where it is not set or cannot be told. `tcpserver -u` takes digits only: a name there leaves this null. */
  readonly uid: number | null;
  readonly gid: number | null;
  /** What set it: `tcpserver -u`, `setuidgid`, `inetd`, `User=` … */
  readonly from: string;
}

export interface SmtpService {
  readonly file: string;
  readonly line: number;
  /** `tcpserver` includes sslserver, which reads the same rules. `other`: nothing below is known but `program`. */
  readonly kind: 'tcpserver' | 'inetd' | 'xinetd' | 'systemd' | 'other';
  /** Whom the program runs as; null where nothing here says so, and it runs as whoever starts this. */
  readonly user: ServiceUser | null;
  /** Whom tcpserver runs as when it reads the rules; differs from `user` only where ids change after tcpserver. */
  readonly rulesUser: ServiceUser | null;
  /** Whom the program that accepts is started as, where that was changed before: it needs root for a port below 1024. */
  readonly startedAs: ServiceUser | null;
  /** A number or a name of /etc/services, or null where it cannot be told. */
  readonly port: string | null;
  /** The file of `tcpserver -x`, as written after expansion; null where there is none or it cannot be told. */
  readonly rules: string | null;
  /** `tcpserver -X`: a missing rules file is no reason to drop connections. */
  readonly rulesOptional: boolean;
  /** The host that it listens at, as written; null where that is none or cannot be told. */
  readonly address: string | null;
  /** `tcpserver -c`, as it is given, and the file that the text is from; null where it is not given or cannot be told. */
  readonly limit: { readonly text: string; readonly from: string | null } | null;
  readonly lookupHost: boolean;
  readonly lookupInfo: boolean;
  /** tcpserver without -l: the name of the own address is looked up for each connection. */
  readonly lookupLocal: boolean;
  readonly paranoid: boolean;
  /** sslserver: it speaks TLS itself, with the certificate that its environment names. */
  readonly tls: boolean;
  /** Programs between what accepts and the server that are not known here: a proxy, a filter. */
  readonly through: readonly string[];
  /** The base name of the server: qmail-smtpd, qmail-qmtpd … */
  readonly program: string;
  /** Where it is, absolute; null where it is looked for in PATH, or cannot be told. */
  readonly programPath: string | null;
  readonly env: readonly EnvSetting[];
  /** Bytes of softlimit -m or -a and the like, or null. */
  readonly memory: number | null;
  /** Where relative paths start, or null where it cannot be told. */
  readonly directory: string | null;
}

export interface SendService {
  readonly file: string;
  readonly line: number;
  /** The first argument of qmail-start, or its own `./Mailbox` (qmail-start.c); null where it cannot be told. */
  readonly defaultDelivery: string | null;
  /** Where that text stands: a control file or a script; null where it cannot be told. */
  readonly defaultDeliveryFrom: { readonly file: string; readonly line?: number } | null;
  readonly env: readonly EnvSetting[];
  /** The files from which reading led here: run and init scripts, units, `rc` itself. */
  readonly starters: readonly string[];
  /** Whom qmail-start runs as; null where nothing here says so. */
  readonly user: ServiceUser | null;
  /** Bytes of softlimit -m or -a and the like, or null. */
  readonly memory: number | null;
  /** Whether the script that starts it goes on without it (`&`). */
  readonly background: boolean;
}

/**
 * What must be there for a script or unit to get to its last program. Only what is met whenever the script runs: what stands in
 * a branch, or cannot be told, is none.
 */
export interface Need {
  /** `nothing`: the words end where a program should stand. `source`: a script that is read with `.`.
   * `condition`: what a unit asks for before it is started. `file`: variables that a unit reads. `exit`: the script ends before
   * it started anything. */
  readonly kind: 'program' | 'account' | 'directory' | 'file' | 'source' | 'condition' | 'exit' | 'nothing';
  readonly file: string;
  readonly line: number;
  /** The files from which reading led here. */
  readonly starters: readonly string[];
  /** What asks for it: `exec` and `sh` for the shell, `systemd`, `inetd`, `xinetd`, or a program before it. */
  readonly by: string;
  /** As written. */
  readonly name: string;
  /** Absolute; null where it is looked for in PATH, or is no path. */
  readonly path: string | null;
  /** The directories of PATH, where they are known. */
  readonly search: readonly string[] | null;
  /** Who asks; null where nothing here says so. */
  readonly user: ServiceUser | null;
}

/** A program that writes logs into directories. */
export interface LogService {
  readonly file: string;
  readonly line: number;
  readonly program: 'multilog' | 'svlogd' | 's6-log';
  /** Null where nothing here says so. */
  readonly user: ServiceUser | null;
  /** As written, and absolute; those that cannot be told are left out. */
  readonly directories: readonly { readonly name: string; readonly path: string }[];
}

export interface FoundFile {
  readonly path: string;
  readonly kind: 'run' | 'rc' | 'init' | 'inetd' | 'xinetd' | 'systemd' | 'hosts.allow';
}

/** A line of /etc/hosts.allow that sets variables (hosts_options(5)). */
export interface TcpdRule {
  readonly file: string;
  readonly line: number;
  readonly daemons: string;
  readonly clients: string;
  readonly env: readonly { readonly name: string; readonly value: string | null }[];
}

export interface Unchecked {
  readonly path: string;
  readonly reason: string;
  /** `no-matter`: seen, and nothing that is audited depends on it. */
  readonly kind: 'could-not' | 'no-matter';
  /** What alone is not known for it; absent: anything of a service. */
  readonly about?: 'rules' | 'default-delivery';
}

export interface Services {
  readonly smtp: readonly SmtpService[];
  readonly send: readonly SendService[];
  readonly logs: readonly LogService[];
  readonly needs: readonly Need[];
  readonly files: readonly FoundFile[];
  readonly tcpd: readonly TcpdRule[];
  /** `control/defaultdelivery`, where no script or unit tells what qmail-start is given. */
  readonly controlDelivery: { readonly text: string; readonly file: string } | null;
  readonly unchecked: readonly Unchecked[];
}
