import type { TestProject } from 'vitest/node'
import { buildImage, engineAnswers, imageIsThere, type PocketBaseTarget } from './pocketbase.ts'

/**
 * Chooses for a run what PocketBase is. PB_TARGET=docker or process says it; else it is a container
 * where an engine answers and the image was built before.
 */
export default async function choose(project: TestProject): Promise<void> {
  const target = await wanted(process.env.PB_TARGET)
  if (target === 'docker') await buildImage()
  process.stderr.write(`PocketBase runs as a ${target === 'docker' ? 'container' : 'process'}.\n`)
  project.provide('pocketbaseTarget', target)
}

async function wanted(forced: string | undefined): Promise<PocketBaseTarget> {
  if (forced === 'process') return forced
  if (forced && forced !== 'docker') throw new Error('PB_TARGET takes docker or process.')
  const engine = await engineAnswers()
  if (forced && !engine) throw new Error('PB_TARGET=docker, and no Docker engine answers.')
  return forced || (engine && (await imageIsThere())) ? 'docker' : 'process'
}
