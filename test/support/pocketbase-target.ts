import type { TestProject } from 'vitest/node'
import { whyNoContainers } from './docker-probe.ts'

/** What PocketBase is in a run of tests. */
export interface PocketBaseTarget {
  readonly name: 'docker' | 'process'
  readonly why: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Missing in projects that always use a process. */
    pocketbaseTarget: PocketBaseTarget
  }
}

/** Chooses once for a run of tests, and says what and why. */
export default async function setUp(project: TestProject): Promise<void> {
  const target = await chooseTarget(process.env.PB_TARGET)
  process.stderr.write(`${sentence(target)}\n`)
  project.provide('pocketbaseTarget', target)
}

/**
 * PB_TARGET decides where it is set; else PocketBase is a container where one can be run.
 * @throws when PB_TARGET is neither docker nor process, or asks for containers that cannot be run
 */
export async function chooseTarget(
  forced: string | undefined,
  probe = whyNoContainers,
): Promise<PocketBaseTarget> {
  if (forced === 'process') return { name: 'process', why: 'PB_TARGET=process' }
  if (forced && forced !== 'docker') throw new Error('PB_TARGET takes docker or process.')
  const obstacle = await probe({ buildsImage: forced === 'docker' })
  if (forced && obstacle) throw new Error(`PB_TARGET=docker, but ${obstacle}.`)
  if (obstacle) return { name: 'process', why: obstacle }
  return { name: 'docker', why: forced ? 'PB_TARGET=docker' : 'a Docker engine runs it' }
}

export const sentence = ({ name, why }: PocketBaseTarget): string =>
  `PocketBase runs as ${name === 'docker' ? 'a container' : 'a child process'}: ${why}.`
