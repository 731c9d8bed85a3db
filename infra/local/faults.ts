import { TemplateError } from './template/types.ts';

/** What went wrong at the start, in one line for the person at the terminal. */
export type Fault = { zh: string; en: string };
export type Circumstances = { port: number; data: string };

type Raised = { name?: string; message?: string; code?: string; errcode?: number };
type Explain = (error: Raised, where: Circumstances) => Fault;

const damaged: Explain = (_, { data }) => ({
  zh: `数据文件夹 ${data} 已损坏,请从备份恢复,或换一个文件夹(--data)。`,
  en: `The data folder ${data} is damaged; restore it from a backup or choose another one (--data).`,
});
const inUse: Explain = (_, { data }) => ({
  zh: `数据文件夹 ${data} 正被另一个案场使用。`,
  en: `The data folder ${data} is in use by another office.`,
});
const full: Explain = (_, { data }) => ({
  zh: `数据文件夹 ${data} 所在的磁盘已满。`,
  en: `The disk that holds the data folder ${data} is full.`,
});
const forbidden: Explain = (_, { data }) => ({
  zh: `无权写入数据文件夹 ${data}。`,
  en: `The data folder ${data} cannot be written to.`,
});

/** By the system's error code. */
const byCode: Record<string, Explain> = {
  EADDRINUSE: (_, { port }) => ({
    zh: `端口 ${port} 已被占用,请换一个端口(--port)。`,
    en: `Port ${port} is busy; choose another one (--port).`,
  }),
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
  ENOSPC: full,
  EDQUOT: full,
  ENOTDIR: forbidden,
  EEXIST: forbidden,
};

/** By SQLite's primary result code. */
const bySqlite: Record<number, Explain> = {
  5: inUse,
  8: forbidden,
  10: full,
  11: damaged,
  13: full,
  14: forbidden,
  26: damaged,
};

/**
 * The line for an error that is no fault of the program, or undefined.
 *
 * @example
 * explainFault(Object.assign(new Error(), { code: 'EADDRINUSE' }), { port: 8080, data: 'data' })?.en // 'Port 8080 is busy; …'
 */
export function explainFault(error: unknown, where: Circumstances): Fault | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const raised: Raised = error;
  if (error instanceof TemplateError)
    return { zh: `本机云无法运行该模板:${error.message}`, en: `The one-machine cloud cannot run this template: ${error.message}` };
  // The extended code carries the primary one in its low byte.
  const explain = raised.errcode === undefined ? byCode[raised.code ?? ''] : bySqlite[raised.errcode & 0xff];
  return explain?.(raised, where);
}
