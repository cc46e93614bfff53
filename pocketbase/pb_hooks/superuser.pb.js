// @ts-check

/**
 * Makes the superuser that the environment names, so that its password never stands on a command
 * line. An account that has this password already is left as it is, and its sessions stay valid.
 */
onBootstrap((e) => {
  e.next()
  const email = $os.getenv('POCKETBASE_EMAIL')
  const password = $os.getenv('POCKETBASE_PASSWORD')
  if (!email || !password) return

  const superusers = e.app.findCollectionByNameOrId('_superusers')
  const [found] = e.app.findRecordsByFilter(superusers, 'email = {:email}', '', 1, 0, { email })
  if (found?.validatePassword(password)) return
  const superuser = found || new Record(superusers)
  superuser.setEmail(email)
  superuser.setPassword(password)
  e.app.save(superuser)
})
