/** An old mail server with sixty aliases, twenty users, five virtual domains, relays and routes, as a tree of files. */
import type { Image, ImageFile } from '../../src/host/image.ts';

export const USERS = Array.from({ length: 20 }, (_, index) => `user${String(index + 1).padStart(2, '0')}`);
const UID = 2001;

/** Aliases that both systems have; those of the system itself come on top. */
export const ALIASES = `# of every day
postmaster: root
MAILER-DAEMON: postmaster
root: user01
abuse: postmaster, security@elsewhere.example
webmaster: user02, user03
Info: user04
first.last: user05
sales: user06, user07,
  user08
"office team": user09
staff: :include:/etc/mail-lists/staff
owner-staff: user01
archive: /var/spool/archive/mbox
nobody: /dev/null
tickets: "|/usr/local/bin/ticket --queue support"
chain1: chain2
chain2: chain3
chain3: user10
away: friend@elsewhere.example
# a name that a user has
user11: user12
# and a user who keeps his mail
user13: \\user13, copy@elsewhere.example
${Array.from({ length: 40 }, (_, index) => `role${index + 1}: user${String((index % 20) + 1).padStart(2, '0')}`).join('\n')}
`;

export const LISTS = { '/etc/mail-lists/staff': '# all of us\nuser01\nuser02, user03\nguest@elsewhere.example\n' };

const FORWARDS: Readonly<Record<string, string>> = {
  user14: 'user14@elsewhere.example\n',
  user15: '\\user15, "|/usr/bin/vacation user15"\n',
};

export const VIRTUAL = `one.example        virtual
info@one.example   user01
sales@one.example  user02, partner@elsewhere.example
@two.example       user03
two.example        virtual
my-shop.example    virtual
orders@my-shop.example  user04
No.Reply@my-shop.example user05
four.example       virtual
boss@four.example  boss@elsewhere.example
five.example       virtual
a@five.example     b@five.example
b@five.example     user06
`;

export const ROUTES = `partner.example    [relay.partner.example]
.partner.example   [relay.partner.example]:2525
direct.example     [192.0.2.25]
`;

/** Accounts, homes and what is the same for every system; a file that is null is not there. */
export function oldTree(files: Readonly<Record<string, string | null>>): Image {
  const passwd = USERS.map((name, index): [string, number, number, string] => [
    name,
    UID + index,
    100,
    `/home/${name}`,
  ]);
  const homes = passwd.map(
    ([name, , , home]): ImageFile => ({ path: home, type: 'dir', owner: name, group: 'users', mode: '0755' }),
  );
  const maildir = ['', '/tmp', '/new', '/cur'].map(
    (part): ImageFile => ({
      path: `/var/vmail/box.example/anna${part}`,
      type: 'dir',
      owner: 5000,
      group: 5000,
      mode: '0700',
    }),
  );
  const forwards = Object.entries(FORWARDS).map(
    ([name, content]): ImageFile => ({
      path: `/home/${name}/.forward`,
      type: 'file',
      owner: name,
      group: 'users',
      mode: '0644',
      content,
    }),
  );
  const others = Object.entries({ ...LISTS, '/etc/hostname': 'mail.example.org\n', ...files }).flatMap(
    ([path, content]): ImageFile[] =>
      content === null
        ? []
        : [
            {
              path,
              type: 'file',
              owner: 'root',
              group: 'root',
              mode: content.startsWith('#!') ? '0755' : '0644',
              content,
            },
          ],
  );
  return {
    format: 'qmail-lint/image',
    version: 1,
    host: { name: 'mail.example.org', addresses: ['192.0.2.1'] },
    passwd: [['root', 0, 0, '/root'], ...passwd],
    group: [
      ['root', 0],
      ['users', 100],
    ],
    files: [...homes, ...maildir, ...forwards, ...others],
  };
}

export const POSTFIX = {
  '/etc/postfix/main.cf': `myhostname = mail.example.org
mydestination = $myhostname, example.org, localhost.$mydomain, localhost
myorigin = $mydomain
mynetworks = 127.0.0.0/8, 10.1.0.0/16 192.0.2.64/26
virtual_alias_maps = hash:$config_directory/virtual
transport_maps = hash:/etc/postfix/transport
relay_domains = partner.example, backup.example
relayhost =
home_mailbox = Maildir/
message_size_limit = 20480000
smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders
`,
  '/etc/postfix/virtual': VIRTUAL,
  '/etc/postfix/transport': ROUTES.replaceAll(/(\s)(\[)/g, '$1smtp:$2'),
  '/etc/postfix/senders': 'spam.example REJECT\nworst@elsewhere.example 550 go away\n',
  '/etc/aliases': ALIASES,
};

/** The lines of a sendmail.cf without its .mc that say what is configured; rulesets are left out. */
const SENDMAIL_CF = `# by hand, since 1998
Cwlocalhost
Fw/etc/mail/local-host-names
Djmail.example.org
DS
FR-o /etc/mail/relay-domains
F{VirtHost}/etc/mail/virtuser-domains
CR$={VirtHost}
DMexample.org
Kaccess hash -T<TMPF> /etc/mail/access
Kmailertable hash /etc/mail/mailertable
Kvirtuser hash /etc/mail/virtusertable
Kgenerics hash /etc/mail/genericstable
O AliasFile=/etc/mail/aliases
O ForwardPath=$z/.forward.$w:$z/.forward
O MaxMessageSize=20480000
O Timeout.queuereturn=5d
Mlocal,		P=/usr/lib/sm.bin/mail.local, F=lsDFMAw5:/|@qPn9,
		A=mail.local -l
`;

export const SENDMAIL = {
  '/etc/mail/sendmail.cf': SENDMAIL_CF,
  '/etc/mail/local-host-names': '# ours\nexample.org\none.example\n',
  '/etc/mail/virtuser-domains': 'two.example\nmy-shop.example\nfour.example\nfive.example\n',
  '/etc/mail/relay-domains': '10.1\npartner.example\nbackup.example\n',
  '/etc/mail/access':
    'Connect:192.0.2.64\tRELAY\n192.0.2.66\tREJECT\nspam.example\tREJECT\nFrom:worst@elsewhere.example\tERROR:550 go away\nTo:closed@example.org\tERROR:5.7.1:550 closed\n',
  '/etc/mail/mailertable': ROUTES.replaceAll(/(\s)(\[)/g, '$1esmtp:$2').concat(
    'void.example\terror:5.1.2:550 no such place\n',
  ),
  '/etc/mail/virtusertable': `info@one.example\tuser01
sales@one.example\tpartner@elsewhere.example
@two.example\tuser03
orders@my-shop.example\tuser04
No.Reply@my-shop.example\tuser05
@my-shop.example\terror:nouser No such user here
boss@four.example\tboss@elsewhere.example
@four.example\t%1@elsewhere.example
a@five.example\tb@five.example
b@five.example\tuser06
`,
  '/etc/mail/genericstable': 'user01\tFirst.Last@example.org\n',
  '/etc/mail/aliases': ALIASES,
};
