/**
 * DNS with four answers, bounded in time and in how many questions are open at once, and each asked only once.
 * node:dns asks; `dns-packet` asks for the few names that node:dns refuses to.
 */
import { createSocket } from 'node:dgram';
import { promises as dns } from 'node:dns';
import { isIPv6 } from 'node:net';
import { decode, encode, type MxData, RECURSION_DESIRED } from 'dns-packet';
import { errnoOf } from './errno.ts';
import type { Answer, Mx, Resolver } from './host.ts';

const TIMEOUT_MS = 3000;
const TRIES = 2;
const OPEN_QUESTIONS = 16;

/** Asks `server` (`IP` or `IP:PORT`, `[IPv6]:PORT`) and no other; without it the system's own servers. Throws on a bad address. */
export function dnsResolver(server?: string): Resolver {
  const resolver = new dns.Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (server !== undefined) resolver.setServers([server]);
  const slot = limiter(OPEN_QUESTIONS);
  const once = remembered();
  const ask = <T>(type: string, name: string, question: () => Promise<T[]>, odd?: () => Promise<Answer<T>>) =>
    once(`${type} ${name}`, () => slot(() => answerOf(question, odd)));
  const servers = () => resolver.getServers();
  return {
    mx: (name) =>
      ask<Mx>(
        'mx',
        name,
        async () =>
          (await resolver.resolveMx(name)).map(({ priority, exchange }) => ({ preference: priority, exchange })),
        () =>
          rawQuestion(servers(), 'MX', name, (data: MxData) => ({
            preference: data.preference ?? 0,
            exchange: data.exchange,
          })),
      ),
    a: (name) =>
      ask<string>(
        'a',
        name,
        () => resolver.resolve4(name),
        () => rawQuestion(servers(), 'A', name, (data: string) => data),
      ),
    ptr: (address) => ask<string>('ptr', address, () => resolver.reverse(address)),
    ttl: (type, name) =>
      once(`ttl ${type} ${name}`, () => slot(() => rawQuestion(servers(), type, name, (_: unknown, ttl) => ttl))),
  };
}

const NONE = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME']);
const REFUSED_BY_NODE = new Set(['EBADNAME', 'EBADQUERY', 'ERR_INVALID_ARG_VALUE', 'EFORMERR']);

async function answerOf<T>(question: () => Promise<T[]>, odd?: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    const records = await question();
    return records.length === 0 ? { kind: 'none' } : { kind: 'data', records };
  } catch (error) {
    const code = errnoOf(error);
    if (NONE.has(code)) return { kind: 'none' };
    if (odd !== undefined && REFUSED_BY_NODE.has(code)) return odd();
    return { kind: 'soft', reason: code };
  }
}

/** One question by UDP: for a name that node:dns does not take, such as one with a blank or an empty label, or for a TTL. */
function rawQuestion<D, T>(
  servers: string[],
  type: 'MX' | 'A',
  name: string,
  read: (data: D, ttl: number) => T,
): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const { address, port } = serverOf(servers[0] ?? '127.0.0.1');
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const done = (answer: Answer<T>) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => done({ kind: 'soft', reason: 'ETIMEOUT' }), TIMEOUT_MS);
    socket.on('error', (error) => done({ kind: 'soft', reason: errnoOf(error) }));
    socket.on('message', (packet) => done(decodeAnswer(packet, type, read)));
    try {
      const id = Math.floor(Math.random() * 65536);
      socket.send(encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name }] }), port, address);
    } catch {
      done({ kind: 'none' });
    }
  });
}

function decodeAnswer<D, T>(packet: Buffer, type: string, read: (data: D, ttl: number) => T): Answer<T> {
  try {
    const answer = decode(packet) as ReturnType<typeof decode> & { rcode?: string };
    if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN')
      return { kind: 'soft', reason: answer.rcode ?? 'EBADRESP' };
    const records = (answer.answers ?? [])
      .filter((each) => each.type === type)
      .map((each) => {
        const { data, ttl = 0 } = each as unknown as { data: D; ttl?: number };
        return read(data, ttl);
      });
    return records.length === 0 ? { kind: 'none' } : { kind: 'data', records };
  } catch {
    return { kind: 'soft', reason: 'EBADRESP' };
  }
}

function serverOf(server: string): { address: string; port: number } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(server);
  if (bracketed) return { address: bracketed[1] ?? '', port: Number(bracketed[2] ?? 53) };
  const [address = '', port, more] = server.split(':');
  return more === undefined ? { address, port: Number(port ?? 53) } : { address: server, port: 53 };
}

function limiter(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  let open = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (open >= most) await new Promise<void>((go) => waiting.push(go));
    open += 1;
    try {
      return await task();
    } finally {
      open -= 1;
      waiting.shift()?.();
    }
  };
}

function remembered(): <T>(key: string, ask: () => Promise<T>) => Promise<T> {
  const answers = new Map<string, Promise<unknown>>();
  return <T>(key: string, ask: () => Promise<T>) => {
    const known = answers.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const answer = ask();
    answers.set(key, answer);
    return answer;
  };
}
