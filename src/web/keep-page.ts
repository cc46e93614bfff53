import { effect } from '@preact/signals'
import { route } from './route.ts'

/** Keeps the page on the phone; where there is a newer one, the next change of the screen shows that. */
export async function keepPage(): Promise<void> {
  // Browsers keep nothing for a page that came over plain http.
  const { serviceWorker } = navigator
  if (!serviceWorker) return
  const isFirst = serviceWorker.controller === null
  let isOld = false
  serviceWorker.addEventListener('controllerchange', () => {
    isOld = !isFirst
  })
  let shown = route.peek().path
  effect(() => {
    const { path } = route.value
    if (path !== shown && isOld) location.reload()
    shown = path
  })
  const registration = await serviceWorker.register('/app/service-worker.js', { scope: '/app/' })
  document.addEventListener('visibilitychange', () => {
    // A page in a shop may stay open for weeks. Without a connection it is looked for the next time.
    if (!document.hidden) registration.update().catch(() => {})
  })
}
