import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface OidcPerson {
  readonly sub: string
  readonly [claim: string]: unknown
}

export interface OidcServer {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /**
   * Signs in through the provider's pages as this person, and returns the address to which the
   * browser is redirected.
   */
  visit(url: string, person: OidcPerson | null): Promise<string>
}

export interface OidcServerOptions {
  readonly redirectUri: string
  /** Whether claims are in the ID token, and not only in the user information. */
  readonly claimsInToken?: boolean
}

/**
 * Starts an OpenID Connect provider (oidc-provider, certified) on a free port of this machine until
 * the end of the test. PKCE is required.
 */
export async function startOidcServer({
  redirectUri,
  claimsInToken = false,
}: OidcServerOptions): Promise<OidcServer> {
  const { default: Provider } = await import('oidc-provider')
  const people = new Map<string, OidcPerson>()
  let current: OidcPerson | null = null
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [clientId, clientSecret] = ['lapidary', 'client-secret-of-the-tests-of-32-characters']
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    conformIdTokenClaims: !claimsInToken,
    pkce: { required: () => true },
    cookies: { keys: ['cookie-key-of-the-tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: async () => people.get(sub) }),
    // Every person consents to everything.
    async loadExistingGrant({
      oidc,
    }: {
      oidc: { session: { accountId: string }; client: { clientId: string } }
    }) {
      const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId })
      grant.addOIDCScope('openid profile email groups')
      await grant.save()
      return grant
    },
  })
  const handle = provider.callback()
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return handle(request, response)
    const denied = { error: 'access_denied', error_description: 'The person said no.' }
    const result = current === null ? denied : { login: { accountId: current.sub } }
    void provider.interactionFinished(request, response, result)
  })
  onTestFinished(() => void (server.closeAllConnections(), server.close()))
  return {
    issuer,
    clientId,
    clientSecret,
    async visit(url, person) {
      current = person
      if (person !== null) people.set(person.sub, person)
      const cookies = new Map<string, string>()
      let at = url
      for (let step = 0; step < 10 && at.startsWith(issuer); step++) {
        const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
        const response = await fetch(at, { redirect: 'manual', headers: { cookie } })
        for (const line of response.headers.getSetCookie()) {
          const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=', 2)
          cookies.set(name, value)
        }
        const next = response.headers.get('location')
        if (next === null)
          throw new Error(`the provider answered ${response.status}: ${await response.text()}`)
        at = new URL(next, at).href
      }
      return at
    },
  }
}
