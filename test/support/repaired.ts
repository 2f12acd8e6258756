/** An image with repairs made in it, as the fix makes them on a disk. */
import type { Repair } from '../../src/checks/check.ts';
import type { Image, ImageFile } from '../../src/host/image.ts';

export function repaired(image: Image, repairs: readonly Repair[]): Image {
  const files = new Map(image.files.map((file) => [file.path, file]));
  for (const repair of repairs) {
    const before = files.get(repair.path);
    if ((before === undefined) === (repair.make !== undefined)) files.set(repair.path, changed(before, repair));
  }
  return { ...image, files: [...files.values()] };
}

function changed(
  before: ImageFile | undefined,
  { path, make, size = 0, owner, group, add = 0, remove = 0, place }: Repair,
) {
  const file: ImageFile = before ?? { path, type: make ?? 'file', size, owner: place.uid, group: place.gid, mode: '0' };
  const mode = (Number.parseInt(file.mode, 8) | add) & ~remove;
  return { ...file, owner: owner ?? file.owner, group: group ?? file.group, mode: mode.toString(8).padStart(4, '0') };
}
