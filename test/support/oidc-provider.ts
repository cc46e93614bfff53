import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** Who signs in at the provider. */
export interface Account {
  readonly sub: string
  readonly email: string
  readonly email_verified: boolean
}

/** An OpenID provider at which whoever comes is signed in as the account of the moment, with PKCE. */
export async function oidcProvider() {
  const codes = new Map<string, { challenge: string; redirect: string; account: Account }>()
  const tokens = new Map<string, Account>()
  let account: Account = { sub: '', email: '', email_verified: false }

  const server = createServer(async (request, response) => {
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/token') {
      const form = new URLSearchParams(await text(request))
      const given = codes.get(form.get('code') ?? '')
      codes.delete(form.get('code') ?? '')
      const proof = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      if (given?.challenge !== proof || given.redirect !== form.get('redirect_uri')) {
        return send(400, { error: 'invalid_grant' })
      }
      const token = `token-${tokens.size}`
      tokens.set(token, given.account)
      return send(200, { access_token: token, token_type: 'Bearer' })
    }
    const known = tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '')
    return known ? send(200, known) : send(401, {})
  })
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`

  return {
    /** How PocketBase is told of it. */
    settings: {
      name: 'oidc',
      displayName: 'Test ID',
      clientId: 'stock',
      clientSecret: 'secret',
      authURL: `${base}/authorize`,
      tokenURL: `${base}/token`,
      userInfoURL: `${base}/user`,
      pkce: true,
    },
    /** Signs in as somebody at the address to which a browser was sent. @returns where it is sent back to */
    signIn(address: string, as: Account): URL {
      account = as
      const asked = new URL(address).searchParams
      const back = new URL(asked.get('redirect_uri') ?? '')
      const code = `code-${codes.size}-${Math.random()}`
      const challenge = asked.get('code_challenge') ?? ''
      codes.set(code, { challenge, redirect: asked.get('redirect_uri') ?? '', account })
      back.searchParams.set('code', code)
      back.searchParams.set('state', asked.get('state') ?? '')
      return back
    },
    close: () => server.close(),
  }
}
