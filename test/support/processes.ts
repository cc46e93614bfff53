import { type ChildProcessByStdio, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

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
      pid: Number(pid),
      parent: Number(parent),
      state,
      program,
      args,
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

/** Collects what a child process writes. */
export function listenTo(child: ChildProcessByStdio<Writable | null, Readable, Readable>) {
  let output = ''
  let log = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    output += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    log += chunk
  })
  /** Resolves with the exit code, once everything it wrote is here. */
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    ended,
    /** Standard output so far. */
    output: () => output,
    /** Standard error so far. */
    log: () => log,
    /**
     * Waits until its standard output matches.
     * @throws when it ends before, with all that it wrote
     */
    async wrote(pattern: RegExp): Promise<void> {
      while (!pattern.test(output)) {
        const state = await Promise.race([ended, sleep(20, 'waiting')])
        if (state !== 'waiting') throw new Error(`ended with ${state}: ${output}${log}`)
      }
    },
  }
}
