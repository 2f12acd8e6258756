/** A program of the sources as a process can run it by itself. */
import { pathToFileURL } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';

export function bundled(source: string, outfile: string, more: BuildOptions = {}): URL {
  buildSync({ entryPoints: [source], bundle: true, platform: 'node', logLevel: 'error', outfile, ...more });
  return pathToFileURL(outfile);
}
