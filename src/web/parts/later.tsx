import type { ComponentChild } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { connection, revision } from '../api.ts'
import { Missing } from './states.tsx'

interface Props<Module> {
  load(): Promise<Module>
  show(module: Module): ComponentChild
}

/** A screen that is loaded when it is first opened, so that the others are there sooner. */
export function Later<Module>({ load, show }: Props<Module>) {
  const [loaded, setLoaded] = useState<{ readonly module: Module }>()
  const since = revision.value
  useEffect(() => {
    if (loaded) return
    load().then(
      (module) => setLoaded({ module }),
      () => {
        connection.value = 'offline'
      },
    )
  }, [since])
  return loaded ? show(loaded.module) : <Missing entry={{}} />
}

/** The same for a table of screens. */
export const later =
  <Module,>(load: Props<Module>['load'], show: Props<Module>['show']) =>
  () => <Later load={load} show={show} />
