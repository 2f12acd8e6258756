/** Suffixes under which strangers have their domains: the well known, not the whole of the public suffix list. */

const GENERIC = new Set(
  `com net org edu gov mil int arpa info biz name pro aero coop museum jobs mobi travel tel cat asia post xxx
  app blog cloud club design dev email fun group icu life link live ltd media network news one online page shop site
  solutions space store studio team tech today top vip website work world xyz zone`.split(/\s+/),
);

/** Second levels that a country sells under, by country. */
const SECOND_LEVELS = new Map(
  `ar com net org edu gob|at co or ac gv|au com net org edu gov id asn|bd com net org|bo com net org|br com net org edu gov
  cn com net org edu gov ac|co com net org edu gov|ec com net org|eg com net org edu gov|hk com net org edu gov
  hu co org|id co or ac go web sch net|il co org net ac gov muni|in co net org firm gen ind ac edu res gov
  jp co or ne ac ad ed go gr lg|ke co or ne ac go|kr co or ne re pe go ac|my com net org edu gov|mx com net org edu gob
  ng com net org edu gov|nz co net org ac govt geek gen school|pe com net org edu gob|ph com net org edu gov
  pk com net org edu gov|pl com net org edu gov|ru com net org|sa com net org edu gov|sg com net org edu gov
  th co or ac go in net|tr com net org edu gov|tw com net org edu gov idv|ua com net org edu gov
  uk co org me ltd plc net sch ac gov nhs|uy com net org edu gub|ve com net org co|vn com net org edu gov|za co org net web gov ac`
    .split(/[|\n]/)
    .map((line) => {
      const [country = '', ...levels] = line.trim().split(/\s+/);
      return [country, new Set(levels)] as const;
    }),
);

/** Two letters that ISO 3166 will never give to a country. */
const NO_COUNTRY = /^(aa|q[m-z]|x[a-z]|zz)$/;

/** Whether an entry such as `.com` or `.co.uk` takes in the domains of strangers. */
export function isPublicSuffix(entry: string): boolean {
  const labels = entry.toLowerCase().split('.');
  const [empty, first = '', second = ''] = labels;
  if (empty !== '' || labels.length > 3) return false;
  if (labels.length === 3) return SECOND_LEVELS.get(second)?.has(first) ?? false;
  return GENERIC.has(first) || first.startsWith('xn--') || (/^[a-z]{2}$/.test(first) && !NO_COUNTRY.test(first));
}
