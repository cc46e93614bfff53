import { useEffect, useRef } from 'preact/hooks'
import { connection, isSignedOut, shownFrom } from './api.ts'
import { when } from './format.ts'
import { SCREENS } from './labels/screens.ts'
import { SHELL } from './labels/shell.ts'
import { useVisitor, visitor } from './me.ts'
import { useOutbox } from './outbox/use-outbox.ts'
import { Icon } from './parts/icon.tsx'
import { State } from './parts/states.tsx'
import { ToastArea } from './parts/toast.tsx'
import { linkTo, route } from './route.ts'
import { ALL_SCREENS, screenAt } from './screens.tsx'
import { say } from './settings.ts'

/** What is around each screen: the navigation, the state of the connection, what was just done. */
export function Shell() {
  const labels = say(SHELL)
  const { screen, rest } = screenAt(route.value.path)
  const main = useRef<HTMLElement>(null)
  useVisitor()
  useOutbox()
  const name = say(SCREENS)[screen.name]
  const place = `${screen.path} ${rest}`
  useEffect(() => {
    document.title = `${name} – ${labels.product}`
  }, [name])
  useGoToTop(main, place)
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {labels.skip}
      </button>
      <Navigation current={screen.path} />
      <div class="page">
        <Connection />
        <main ref={main} tabIndex={-1}>
          {isSignedOut.value ? <SignedOut /> : <div key={place}>{screen.show(rest)}</div>}
        </main>
      </div>
      <ToastArea />
    </>
  )
}

/** Another screen begins at its top, and a screen reader there too. */
function useGoToTop(main: { readonly current: HTMLElement | null }, place: string): void {
  const before = useRef(place)
  useEffect(() => {
    if (before.current === place) return
    before.current = place
    scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [place])
}

function Navigation({ current }: { current: string }) {
  const names = say(SCREENS)
  return (
    <nav aria-label={say(SHELL).screens}>
      {ALL_SCREENS.map(
        ({ path, name, icon, isMain }) =>
          icon && (
            <a
              key={path}
              href={linkTo(path)}
              class={isMain ? '' : 'wide-only'}
              aria-current={path === current ? 'page' : undefined}
            >
              <Icon name={icon} />
              {names[name]}
            </a>
          ),
      )}
    </nav>
  )
}

/** Says that there is no connection, and how old is what the screen shows. */
function Connection() {
  const labels = say(SHELL)
  const from = shownFrom.value
  const state = connection.value
  const texts = [
    state === 'well' ? '' : labels[state],
    from === undefined ? '' : labels.shownFrom(when(from)),
  ]
  const text = texts.filter(Boolean).join(' ')
  return (
    <p class="connection" role="status" hidden={!text}>
      {text}
    </p>
  )
}

/** Stands in the place of all screens. Who comes without a session is led to the sign-in at once. */
function SignedOut() {
  const labels = say(SHELL)
  const wasSignedIn = visitor.value !== undefined
  useEffect(() => {
    if (!wasSignedIn) location.replace(signInAddress())
  }, [wasSignedIn])
  return (
    <State title={labels.signedOutTitle} text={labels.signedOut}>
      <a class="button" href={signInAddress()}>
        {labels.signIn}
      </a>
    </State>
  )
}

/** The page to sign in on, which leads back to the screen that was open. */
const signInAddress = (): string => `/sign-in?next=${encodeURIComponent(`/app/${location.hash}`)}`
