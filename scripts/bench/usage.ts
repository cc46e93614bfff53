import { readFileSync } from 'node:fs'

/** What a service has used until now, and holds now. */
export interface Usage {
  readonly api: Used
  readonly pocketbase: Used
}

interface Used {
  /** Milliseconds of one core since its processes started. */
  readonly processorMs: number
  /** Megabytes. */
  readonly memory: number
}

/** Linux counts in hundredths of a second for programs, whatever its own clock does. */
const TICK_MS = 10

/** Fields of /proc/PID/stat after the name: time in the program, and in the system for it. */
const [UTIME, STIME] = [11, 12]

/** Processes that a process started. */
export const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

/** Memory that a process holds, in megabytes. */
function memoryOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** Milliseconds of one core, from the text of /proc/PID/stat. The name in it may have spaces and brackets. */
export function processorMsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[UTIME]) + Number(fields[STIME])) * TICK_MS
}

/**
 * What a service and the processes that it started use.
 * @param pid the first of them
 * @returns undefined where the system does not tell (it needs Linux)
 */
export function usageOf(pid: number): Usage | undefined {
  if (process.platform !== 'linux') return undefined
  const processes = withChildren(pid).map((one) => ({ pid: one, name: nameOf(one) }))
  return {
    api: used(processes.filter(({ name }) => name !== 'sh' && !isPocketBase(name))),
    pocketbase: used(processes.filter(({ name }) => isPocketBase(name))),
  }
}

/** What some services use together; undefined where the system does not tell. */
export const usedBy = (pids: readonly number[]): Used | undefined =>
  process.platform === 'linux'
    ? used(pids.flatMap(withChildren).map((pid) => ({ pid })))
    : undefined

const isPocketBase = (name: string): boolean => name.startsWith('pocketbase')

const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()

/** A process, and all that it started. */
export const withChildren = (pid: number): number[] => [
  pid,
  ...childrenOf(pid).flatMap(withChildren),
]

const used = (processes: readonly { readonly pid: number }[]): Used => ({
  processorMs: sum(processes, ({ pid }) =>
    processorMsIn(readFileSync(`/proc/${pid}/stat`, 'utf8')),
  ),
  memory: sum(processes, ({ pid }) => memoryOf(pid)),
})

const sum = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((total, one) => total + of(one), 0)
