import type { ComponentChild } from 'preact'
import { MORE } from '../labels/more.ts'
import { may, visitor } from '../me.ts'
import { Choices } from '../parts/choices.tsx'
import { Icon } from '../parts/icon.tsx'
import { later } from '../parts/later.tsx'
import { linkTo } from '../route.ts'
import { language, say, theme } from '../settings.ts'

interface Section {
  readonly name: keyof (typeof MORE)['en']['sections']
  /** Whoever may not run it does not see the section. */
  readonly operation: string
  readonly path?: string
  readonly show?: () => ComponentChild
}

const SECTIONS: readonly Section[] = [
  { name: 'delivery', operation: 'recordBatch', path: '/delivery' },
  {
    name: 'figures',
    operation: 'getStats',
    show: later(
      () => import('./more/figures.tsx'),
      ({ Figures }) => <Figures />,
    ),
  },
  { name: 'history', operation: 'listMovements', path: '/history' },
  {
    name: 'photos',
    operation: 'setPhoto',
    show: later(
      () => import('./more/photos.tsx'),
      ({ Photos }) => <Photos />,
    ),
  },
  {
    name: 'import',
    operation: 'importStock',
    show: later(
      () => import('./more/import.tsx'),
      ({ Import }) => <Import />,
    ),
  },
  {
    name: 'export',
    operation: 'exportInventory',
    show: later(
      () => import('./more/export.tsx'),
      ({ Export }) => <Export />,
    ),
  },
  {
    name: 'people',
    operation: 'listPeople',
    show: later(
      () => import('./more/people.tsx'),
      ({ People }) => <People />,
    ),
  },
  {
    name: 'connections',
    operation: 'listConnections',
    show: later(
      () => import('./more/connections.tsx'),
      ({ Connections }) => <Connections />,
    ),
  },
  {
    name: 'webhooks',
    operation: 'listWebhooks',
    show: later(
      () => import('./more/webhooks.tsx'),
      ({ Webhooks }) => <Webhooks />,
    ),
  },
  {
    name: 'keys',
    operation: 'listKeys',
    show: later(
      () => import('./more/keys.tsx'),
      ({ Keys }) => <Keys />,
    ),
  },
]

/** All that is not of every day, as far as the visitor may use it; and how the page looks. */
export function More({ name }: { name: string }) {
  const labels = say(MORE)
  const section = SECTIONS.find((one) => one.name === name)
  if (!section?.show) return <Menu />
  return (
    <>
      <a class="back" href={linkTo('/more')}>
        <Icon name="back" />
        {labels.title}
      </a>
      <h1>{labels.sections[section.name]}</h1>
      {section.show()}
    </>
  )
}

function Menu() {
  const labels = say(MORE)
  const me = visitor.value
  return (
    <>
      <h1>{labels.title}</h1>
      <ul class="menu">
        {SECTIONS.filter(({ operation }) => may(operation)).map(({ name, path }) => (
          <li key={name}>
            <a href={linkTo(path ?? `/more/${name}`)}>
              <span class="grow">
                <b>{labels.sections[name]}</b>
                <small>{labels.about[name]}</small>
              </span>
              <Icon name="next" />
            </a>
          </li>
        ))}
      </ul>
      <Choices
        name={labels.language}
        values={['en', 'fr']}
        names={{ en: 'English', fr: 'Français' }}
        value={language.value}
        choose={(value) => {
          language.value = value
        }}
      />
      <Choices
        name={labels.theme}
        values={['auto', 'light', 'dark']}
        names={labels.themes}
        value={theme.value}
        choose={(value) => {
          theme.value = value
        }}
      />
      {me && (
        <p class="hint">
          {labels.signedInAs(me.name, me.person ? labels.roles[me.person.role] : me.scope)}
          {me.location !== null && ` ${labels.only(me.location)}`}
        </p>
      )}
      <form class="buttons" method="post" action="/sign-out">
        <a class="button quiet" href="/account">
          {labels.account}
        </a>
        <button type="submit" class="quiet">
          {labels.signOut}
        </button>
      </form>
    </>
  )
}
