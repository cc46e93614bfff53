import cluster from 'node:cluster'
import { enableCompileCache } from 'node:module'
import { COMPILE_CACHE } from './process/compile-cache.ts'

// What was compiled at one start is not compiled at the next: that is most of what a start takes. Each module
// is looked up by its content, and a folder that cannot be written is no fault.
enableCompileCache(COMPILE_CACHE)

// Both are loaded behind the cache. What serves is loaded in the processes that serve only: the one that
// looks after them stays small.
if (cluster.isWorker) {
  const { runWorker } = await import('./process/workers/worker.ts')
  runWorker(import('./serve.ts').then(({ serve }) => serve))
} else {
  const { start } = await import('./start.ts')
  await start()
}
