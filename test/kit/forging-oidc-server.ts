import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'

export interface ForgingOidcServer {
  readonly issuer: string
  /**
   * Returns the address to which the provider redirects a browser from this authorization address.
   */
  readonly back: (authorization: string) => string
}

/**
 * Starts an OpenID Connect provider that signs the result of `change` for the claims of an ID
 * token. It runs until the end of the test.
 */
export async function forgingOidcServer(change: (claims: object) => object): Promise<ForgingOidcServer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  let nonce = ''
  const server = createServer((request, response) => {
    void bodyOf(request.url ?? '').then((body) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void (server.closeAllConnections(), server.close()))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const bodyOf = async (path: string): Promise<object> => {
    if (path === '/keys')
      return { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }] }
    if (path === '/token') return { access_token: 'a', token_type: 'bearer', id_token: await idToken() }
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    }
  }
  const idToken = async (): Promise<string> => {
    const seconds = Math.floor(Date.now() / 1000)
    const person = { sub: '42', preferred_username: 'maria', groups: ['data-team'] }
    const claims = change({ iss: issuer, aud: 'lapidary', iat: seconds, exp: seconds + 60, nonce, ...person })
    return await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(privateKey)
  }
  return {
    issuer,
    back: (authorization) => {
      const query = new URL(authorization).searchParams
      nonce = query.get('nonce') ?? ''
      return `${query.get('redirect_uri')}?code=c&state=${query.get('state')}`
    },
  }
}
