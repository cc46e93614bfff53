import { useEffect } from 'preact/hooks'
import { visitor } from '../me.ts'
import { startOutbox } from './outbox.ts'

/** Sends what this phone kept, on whichever screen the person is. */
export function useOutbox(): void {
  const name = visitor.value?.name
  useEffect(() => {
    if (name !== undefined) void startOutbox(name)
  }, [name])
}
