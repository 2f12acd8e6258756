/** How many letters to add, drop, change or swap with their neighbour to make one word of the other. */
export function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = at(row, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      let least = Math.min(changed, at(row, j) + 1, at(next, j - 1) + 1);
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, at(before, j - 2) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return at(row, other.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

/** The known name that is nearest, of equals the one in the same case; null where half of it would have to be written anew. */
export function nearest(given: string, known: readonly string[]): string | null {
  const start = given.slice(0, 60);
  const plain = start.toLowerCase();
  const [first] = known
    .map((name) => ({ name, far: distance(plain, name.toLowerCase()), asWritten: distance(start, name) }))
    .sort((one, other) => one.far - other.far || one.asWritten - other.asWritten);
  return first === undefined || first.far > Math.max(2, plain.length / 2) ? null : first.name;
}
