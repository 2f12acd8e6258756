/** A real DNS server on loopback that answers as an image's `dns` does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { dnsResolver } from '../../src/host/dns.ts';
import type { Image } from '../../src/host/image.ts';

export interface DnsServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  stop(): void;
}

/** A port of loopback that nobody has. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

/** Names below `test` that are not in the zone do not exist; any other name is refused. */
export async function startDnsmasq(zone: NonNullable<Image['dns']>, extra: readonly string[] = []): Promise<DnsServer> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const server: ChildProcess = spawn(
    'dnsmasq',
    [
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      `--port=${port}`,
      '--listen-address=127.0.0.1',
      '--bind-interfaces',
      '--no-resolv',
      '--no-hosts',
      '--local=/test/',
      '--pid-file=',
      '--user=root',
      '--host-record=is-up.test,127.0.0.1',
      ...(zone.mx ?? []).map(([name, preference, exchange]) => `--mx-host=${name},${exchange},${preference}`),
      ...(zone.a ?? []).map(([name, ip]) => `--host-record=${name},${ip}`),
      ...extra,
    ],
    { stdio: 'ignore' },
  );
  server.on('error', () => {});
  for (let i = 0; i < 50 && !(await isUp(address)); i += 1) await new Promise((go) => setTimeout(go, 100));
  return { address, stop: () => void server.kill() };
}

async function isUp(address: string): Promise<boolean> {
  return (await dnsResolver(address).a('is-up.test')).kind === 'data';
}
