import { execFileSync } from 'node:child_process'

export interface Process {
  readonly pid: number
  readonly parent: number
  /** As ps tells it: Z for one that has ended and is not collected yet. */
  readonly state: string
  readonly program: string
  readonly args: string
}

function processes(): Process[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='])
    .toString()
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+((\S+).*)/.exec(line) ?? [])
    .map(([, pid, parent, state = '', args = '', program = '']) => ({
      ...{ pid: Number(pid), parent: Number(parent), state, program, args },
    }))
}

/** The processes that descend from one, with what they run. */
export function descendants(root: number): Process[] {
  const all = processes()
  const below = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...below(one.pid)])
  return below(root)
}

/** Those of the processes that run still. */
export const alive = (pids: readonly number[]): number[] =>
  processes()
    .filter(({ pid, state }) => pids.includes(pid) && !state.startsWith('Z'))
    .map(({ pid }) => pid)
