import type { Reporter, TestModule, Vitest } from 'vitest/node'
import type { PocketBaseTarget } from './pocketbase-target.ts'

const SLOWEST = 5

export interface Run {
  /** Missing where no test of the run could have used a container. */
  readonly target?: PocketBaseTarget | undefined
  /** Why each skipped test was skipped, where it says so. */
  readonly skipped: readonly (string | undefined)[]
  readonly files: readonly { readonly path: string; readonly ms: number }[]
}

/** Tells at the end of a run what was skipped and why, and which files took longest. */
export default class ClosingReport implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const [target] = modules.flatMap(
      ({ project }) => project.getProvidedContext().pocketbaseTarget ?? [],
    )
    const skipped = modules
      .flatMap(({ children }) => [...children.allTests('skipped')])
      .map((test) => test.result())
      .map((result) => (result.state === 'skipped' ? result.note : undefined))
    const files = modules.map((module) => ({
      path: module.relativeModuleId,
      ms: module.diagnostic().duration,
    }))
    for (const line of closingLines({ target, skipped, files })) this.#vitest?.logger.log(line)
  }
}

export function closingLines({ target, skipped, files }: Run): string[] {
  const reasons = Map.groupBy(skipped, (reason) => reason ?? 'they were not selected')
  const slowest = files.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST)
  return [
    ...(target?.name === 'process'
      ? [`Skipped: PocketBase in a container, because ${target.why}.`]
      : []),
    ...[...reasons].map(
      ([reason, { length }]) => `Skipped: ${counted(length)}, because ${reason}.`,
    ),
    ...(files.length > SLOWEST
      ? ['Slowest files:', ...slowest.map(({ path, ms }) => `${seconds(ms)} s  ${path}`)]
      : []),
  ]
}

const counted = (tests: number): string => (tests === 1 ? '1 test' : `${tests} tests`)
const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(6)
