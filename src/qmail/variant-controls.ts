/** Control files beyond the standard set (controls.ts), and what reads each (config.md 1.5). */
import { controlOf } from './controls.ts';
import type { VariantName } from './variant.ts';

/**
 * `patch`: a patch for plain qmail or netqmail. `other`: a run script or a program beside qmail, so that the file has its use whatever
 * qmail is installed.
 */
export type ControlUser = Exclude<VariantName, 'notqmail' | 'netqmail' | 'qmail'> | 'patch' | 'other';

const words = (text: string) => text.trim().split(/\s+/);

const NAMES: Readonly<Record<ControlUser, readonly string[]>> = {
  sagredo: words(`
    authsenders authservid badhelo badhelonorelay badmailfromnorelay badrcptto badrcpttonorelay bouncemaxbytes brtlimit
    cache cachelifetime dnsbllist dnsblfailclosed filterargs level2-tlds level3-tlds surbldomain surbldomainwhite
    surblrcpt maxrcpt moreipme notipme notlshosts notlshosts_auto tlshosts tlsclientciphers outgoingip policy qfilters
    rejectnullsenders rejectrelaytest relaylimits servercerts smtpplugins spfbehavior spfexp spfguess spfrules
    srs_domain srs_secrets srs_maxage srs_hashlength srs_hashmin srs_alwaysrewrite srs_separator taps tlsclients
    tlsserverciphers validrcptto morevalidrcptto morevalidrcptto.cdb`),
  'qmail-ldap': words(`
    aliasdomains badmailfrom-unknown badrcptto bigbrother bouncemaxbytes custombouncetext defaultquotacount
    defaultquotasize dirmaker goodmailaddr goodmailfrom ldapbasedn ldapcluster ldapclusterhosts ldapdefaultdotmode
    ldapdefaultquota ldapgid ldapgrouplogin ldapgrouppassword ldaplocaldelivery ldaplogin ldapmessagestore
    ldapobjectclass ldappasswdappend ldappassword ldaprebind ldapserver ldaptimeout ldapuid ldapusername locals.cdb
    maxrcptcount outgoingip pbscachesize pbsenv pbsenvs pbsip pbsport pbssecret pbsservers pbstimeout qmqpcip
    quotawarning rbllist rblonlyheader rcpthosts.cdb relaymailfrom remotecert signatures smtpcert smtpclustercookie
    tarpitcount tarpitdelay tlsciphers tlsdheparams tlsremoteciphers`),
  sqmail: words(`
    authsenders badhelo badmimetypes badmimetypes.cdb badloadertypes badloadertypes.cdb badrcptto badrcptto.cdb
    bouncemaxbytes dkimdomains domaincerts domainips mailfromrules mailfromrules.cdb qmtproutes recipients spfexplain
    spflocalrules srsdomains tlsdestinations moreip moreipme notipme relaymailfrom`),
  aqmail: words(`
    authsenders badhelo badmimetypes badmimetypes.cdb badloadertypes badloadertypes.cdb badrcptto badrcptto.cdb
    bouncemaxbytes dkimdomains domaincerts domainips mailfromrules mailfromrules.cdb qmtproutes recipients smtpplugins
    spfexplain spflocalrules srsdomains tlsdestinations moreipme notipme relaymailfrom`),
  indimail: words(`
    .indimail_control .qmail_control accesslist atrnaccess auth.envrules authdomains badext badextpatterns badhelo
    badhost badip badmailpatterns badrcptpatterns badrcptto batvkey batvkeystale batvnosignlocals batvnosignremote
    bindroutes blackholedpatterns blackholedrcpt blackholedrcptpatterns blackholedsender bodycheck bounce.envrules
    bouncelifetime bouncemaxbytes bouncemessage bouncesubject cache cachelifetime certs chkrcptdomains chksenderdomains
    clientcipherlist clientciphersuite conf-fdatasync conf-fsync conf-syncdir controlfiles.i controlfiles.q
    defaultqueue disclaimer dkimkey dkimkeys dnsbllist domainbindings domainqueue doublebouncemessage
    doublebouncesubject earlytalkerdroptime envheaders etrnhosts extraqueue filterargs filters.d from.envrules
    fromd.envrules global_vars globalspamredirect goodrcptpatterns goodrcptto greylist.white hash_method helohostbyip
    holdlocal holdremote host.cntrl host.master host.mysql hostaccess hostid hostip level2-tlds level3-tlds libmysql
    localdomains logheaders mailarchive maxcmdlen maxdeliveredto maxhops maxrecipients moreipme msgqueuelen
    msgqueuesize mysql_lib nodnscheck nosignaturedomains nosignlocals nosignremote notipme notlshosts originipfield
    outgoingip postmaster qbase qcount qfilters qmtproutes qregex quarantine queue_base queueforward rcpt.envrules
    rcptdomains realm recipients redirectremote rejectspam relayclients relaydomains relaymailfrom remote_auth
    removeheaders servercipherlist serverciphersuite servicedir.conf signaturedomains signatures spamfilter spamignore
    spamignorepatterns spamredirect spfbehavior spfexp spfguess spfipv6 spfrules srs_domain srs_domains srs_secrets
    srs_maxage srs_hashlength srs_hashmin srs_alwaysrewrite srs_separator surbldomain surbldomainwhite surblrcpt
    tarpitcount tarpitdelay timeoutread timeoutwrite tlsa.white tlsadomains tlsclientciphers tlsclientmethod tlsclients
    tlsserverciphers tlsservermethod todointerval`),
  patch: words(`
    authsenders badhelo badhelonorelay badmailfromnorelay badmailto badmailtonorelay badrcptto badrcpttonorelay
    filterargs fixsmtpio mfcheck moreipme notipme notlshosts outgoingip rcptchecks signatures smtpplugins smtputf8
    spamt spfbehavior spfexp spfguess spfrules srs_domain srs_secrets srs_maxage srs_hashlength srs_hashmin
    srs_alwaysrewrite srs_separator tarpitcount tarpitdelay tlsclientciphers tlsclients tlshosts tlsserverciphers
    validrcptto`),
  other: words(`
    blacklists clientca.pem clientcert.pem clientcrl.pem concurrencyincoming concurrencypop3 concurrencysubmission
    defaultdelivery dh1024.pem dh2048.pem dh4096.pem dh512.pem domainkeys logcount logsize rsa1024.pem rsa2048.pem
    rsa4096.pem rsa512.pem rules.smtpd rules.smtpd.cdb rules.smtpd.txt rules.smtpsub rules.smtpsub.cdb
    rules.smtpsub.txt servercert.pem simcontrol simcontrol.cdb simversions simversions.cdb softlimit ssattach tcp.smtp
    tcp.smtp.cdb tcp.submission tcp.submission.cdb`),
};

/** Each further name with what reads it. */
export const VARIANT_CONTROLS: ReadonlyMap<string, readonly ControlUser[]> = (() => {
  const found = new Map<string, ControlUser[]>();
  for (const [user, names] of Object.entries(NAMES) as [ControlUser, readonly string[]][])
    for (const name of names) found.set(name, [...(found.get(name) ?? []), user]);
  return found;
})();

/** sagredo's further channels. */
const NUMBERED = /^(concurrencysuppl|suppls)[0-9]+$/;

/** What reads a file of this name beyond plain qmail (IndiMail has most lists also as .cdb and .sql); empty for a name that nothing knows. */
export function usersOfControl(name: string): readonly ControlUser[] {
  const known = VARIANT_CONTROLS.get(name);
  if (known !== undefined) return known;
  if (NUMBERED.test(name)) return ['sagredo'];
  const list = /^(.+)\.(cdb|sql)$/.exec(name)?.[1];
  const isList = list !== undefined && (controlOf(list) !== null || VARIANT_CONTROLS.get(list)?.includes('indimail'));
  return isList ? ['indimail'] : [];
}
