/** One list for all that hold the same: most directories of a large machine are alike. */
export function shared(): (list: readonly string[]) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (list) => {
    const key = list.join('/');
    const before = known.get(key);
    if (before === undefined) known.set(key, list);
    return before ?? list;
  };
}
