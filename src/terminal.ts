import type { Ahead } from './host/threads.ts';

/** What a command may use of the process around it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Buffer | string> & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  /** Told as soon as the exit code is known, for a reader that goes away before all is written. */
  decided?(exit: number): void;
  /** Ends what would go on for ever; absent: the process ends it. */
  readonly ended?: AbortSignal;
  /** The bundled worker thread; null where the program runs from its sources. */
  readonly workerFile: URL | null;
  /** Threads of it that were started for this command. */
  readonly ahead?: Ahead | undefined;
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
  once?(event: 'drain', then: () => void): unknown;
}

/** Writes chunk by chunk and waits where the reader is slower. */
export async function writeAll(output: Output, chunks: Iterable<string> | AsyncIterable<string>): Promise<void> {
  for await (const chunk of chunks) {
    if (!output.write(chunk) && output.once) await new Promise<void>((go) => output.once?.('drain', go));
  }
}
