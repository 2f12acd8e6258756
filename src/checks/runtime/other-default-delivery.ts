import type { Check } from '../check.ts';
import { NO_PROCESSES, runningSend } from '../processes.ts';

/** qmail-lspawn, a child of what became qmail-send, has the instruction as its argument since it was started (qmail-start.c). */
export const check: Check = function* (target) {
  const processes = target.host.processes();
  if (processes === null) {
    yield NO_PROCESSES;
    return;
  }
  const [service, ...others] = target.services.send;
  const text = service?.defaultDelivery ?? null;
  const send = runningSend(target);
  if (service === undefined || text === null || send === null) return;
  if (others.some(({ defaultDelivery }) => defaultDelivery !== text)) return;
  const spawn = processes.find(({ name, ppid }) => name === 'qmail-lspawn' && ppid === send.pid);
  const running = spawn?.args?.[1];
  if (spawn === undefined || running === undefined || plain(running) === plain(text)) return;
  const { file, line } = service.defaultDeliveryFrom ?? service;
  yield {
    data: { running: plain(running), written: plain(text), file, pid: String(spawn.pid) },
    subject: { path: file, ...(line === undefined ? {} : { line }) },
  };
};

function plain(text: string): string {
  return text.replace(/\n+$/, '');
}
